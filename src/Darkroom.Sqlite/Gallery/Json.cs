using System.Text.Json;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Lists as one parameter of a statement, which reads them with <c>json_each</c>.</summary>
internal static class Json
{
    public static string Of(IEnumerable<long> numbers) => $"[{string.Join(',', numbers)}]";

    public static string Of(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);
}
