using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom;

/// <summary>Names of enum values in the API, the events and the database.</summary>
public static class Wire
{
    /// <summary><c>ModerationBlocked</c> → <c>moderation_blocked</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum =>
        Names<T>.From(value);

    /// <summary>Returns the value with a name.</summary>
    /// <exception cref="FormatException">No value has that name.</exception>
    public static T Value<T>(string name)
        where T : struct, Enum =>
        Names<T>.Find(name);

    private static class Names<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        private static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);

        public static string From(T value) => ByValue[value];

        public static T Find(string name) =>
            ByName.TryGetValue(name, out var value) ? value : throw new FormatException($"'{name}' is not a {typeof(T).Name}.");
    }
}

/// <summary>Writes <c>ModerationBlocked</c> as <c>moderation_blocked</c>.</summary>
public sealed class SnakeCaseNames<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
