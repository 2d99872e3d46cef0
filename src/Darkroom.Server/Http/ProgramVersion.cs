namespace Darkroom.Server.Http;

/// <summary>The version of this program, such as <c>1.2.0</c>.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);
}
