using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Server.Http;

/// <summary>Says what a field of a JSON body should be. The type that the body is read into knows it, so that no field has to be listed.</summary>
internal static class ExpectedValue
{
    /// <summary>Returns a sentence about the value at a path; empty if the type does not say what it should be.</summary>
    /// <param name="path">As in <see cref="JsonException.Path"/>, such as <c>$.options.loras[0].weight</c>.</param>
    public static string Describe(Type body, string path, JsonSerializerOptions json)
    {
        JsonPropertyInfo? property = null;
        var type = body;
        foreach (var step in path.Split('.').Skip(1).SelectMany(part => part.Replace("[", ".[", StringComparison.Ordinal).Split('.')))
        {
            if (InfoOf(type, json) is not { } info)
            {
                return "";
            }

            property = step.StartsWith('[') ? null : info.Properties.FirstOrDefault(one => one.Name == step);
            if ((property?.PropertyType ?? info.ElementType) is not { } next)
            {
                return "";
            }

            type = next;
        }

        return Describe(Bare(type), property, json);
    }

    private static string Describe(Type type, JsonPropertyInfo? property, JsonSerializerOptions json) => type switch
    {
        { IsEnum: true } => PageText.Format(ProblemTexts.ExpectOneOf, LocalText.Or<string>([.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)])),
        _ when type == typeof(bool) => ProblemTexts.ExpectTrueOrFalse,
        _ when type == typeof(int) || type == typeof(long) => ProblemTexts.ExpectWholeNumber,
        _ when type == typeof(double) || type == typeof(decimal) => NumberIn(property),
        _ when type == typeof(string) || type == typeof(ImageReference) => ProblemTexts.ExpectText,
        _ when type == typeof(DateTimeOffset) => ProblemTexts.ExpectTime,
        _ when type == typeof(PixelSize) => ProblemTexts.ExpectSize,
        _ => InfoOf(type, json) switch
        {
            { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } when element == typeof(ImageReference) => ProblemTexts.ExpectImages,
            { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } => element == typeof(string) ? ProblemTexts.ExpectTexts : ProblemTexts.ExpectList,
            { Kind: JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary } => ProblemTexts.ExpectObject,
            _ => "",
        },
    };

    private static string NumberIn(JsonPropertyInfo? property) =>
        property?.AttributeProvider?.GetCustomAttributes(typeof(RangeAttribute), inherit: true) is [RangeAttribute { Minimum: var min, Maximum: var max }]
            ? PageText.Format(ProblemTexts.ExpectNumberIn, min, max)
            : ProblemTexts.ExpectNumber;

    private static JsonTypeInfo? InfoOf(Type type, JsonSerializerOptions json) => json.TryGetTypeInfo(Bare(type), out var info) ? info : null;

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
