using System.Text;
using System.Text.Json;

namespace Darkroom.Imports;

/// <summary>Reads a line such as <c>Steps: 20, Sampler: Euler a, Hashes: {"model": "a1"}, Note: "a, b"</c>.</summary>
internal static class SettingsLine
{
    private const int MaxLength = 64 * 1024;

    /// <summary>The longest value in brackets. Each one is searched for its end, so this bounds the work.</summary>
    private const int MaxBracketLength = 8 * 1024;

    /// <summary>Returns the pairs; none if the line has none.</summary>
    internal static List<KeyValuePair<string, string>> Read(string line)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        for (var rest = line.AsSpan(0, Math.Min(line.Length, MaxLength)); !rest.IsEmpty;)
        {
            rest = rest.TrimStart();
            var colon = rest.IndexOfAnyExcept(KeyCharacters);
            if (colon < 2 || rest[colon] != ':' || rest[0] is ' ' or '-' or '/')
            {
                rest = AfterComma(rest);
                continue;
            }

            var key = rest[..colon].Trim();
            var value = rest[(colon + 1)..].TrimStart();
            var length = LengthOf(value);
            pairs.Add(KeyValuePair.Create(key.ToString(), Unquote(value[..length].Trim())));
            rest = AfterComma(value[length..]);
        }

        return pairs;
    }

    private static readonly System.Buffers.SearchValues<char> KeyCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ -/");

    private static ReadOnlySpan<char> AfterComma(ReadOnlySpan<char> rest) => rest.IndexOf(',') is var comma and >= 0 ? rest[(comma + 1)..] : default;

    private static int LengthOf(ReadOnlySpan<char> value)
    {
        var length = value switch
        {
            ['"', ..] => LengthOfString(value),
            ['[' or '{', ..] => LengthOfBrackets(value[..Math.Min(value.Length, MaxBracketLength)]),
            _ => 0,
        };
        return length > 0 ? length : value.IndexOf(',') is var comma and >= 0 ? comma : value.Length;
    }

    /// <summary>Returns the length of a JSON string; 0 if it has no end.</summary>
    private static int LengthOfString(ReadOnlySpan<char> value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\':
                    i++;
                    break;
                case '"':
                    return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Returns the length of a JSON array or object; 0 if it has no end.</summary>
    private static int LengthOfBrackets(ReadOnlySpan<char> value)
    {
        var (depth, inString) = (0, false);
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\' when inString:
                    i++;
                    break;
                case '"':
                    inString = !inString;
                    break;
                case '[' or '{' when !inString:
                    depth++;
                    break;
                case ']' or '}' when !inString && --depth == 0:
                    return i + 1;
            }
        }

        return 0;
    }

    private static string Unquote(ReadOnlySpan<char> value)
    {
        if (value is ['"', .., '"'])
        {
            try
            {
                var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.ToArray()));
                return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : value.ToString();
            }
            catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
            {
                return value.ToString();
            }
        }

        return value.ToString();
    }
}
