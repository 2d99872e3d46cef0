namespace Darkroom.Server.Http;

/// <summary>Whether a request comes from the operator, who may change the settings of the server. Access decides it.</summary>
/// <param name="Reason">Returns why not, as a sentence for people; null if it does.</param>
internal sealed record Operator(Func<string>? Reason)
{
    /// <summary>Why not; null if it does.</summary>
    public string? Refusal => Reason?.Invoke();

    /// <summary>Returns why a request may not change settings; null if it may.</summary>
    public static string? RefusalOf(HttpContext context) => (context.Features.Get<Operator>() ?? new Operator(() => ProblemTexts.SettingsForbidden)).Refusal;
}
