using System.Text.Json;

namespace Darkroom;

/// <summary>Names of enum values as the API, the events and the database write them.</summary>
public static class Wire
{
    /// <summary><c>ModerationBlocked</c> → <c>moderation_blocked</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum =>
        Names<T>.From(value);

    /// <summary>The value a name stands for.</summary>
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
