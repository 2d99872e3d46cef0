using System.Globalization;
using Darkroom.Providers;

namespace Darkroom.Server.Generation;

/// <summary>What a provider takes to work from, as a person reads it.</summary>
internal static class EditWords
{
    public static string Of(EditRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"{(rule.MaxImages == 1 ? "One picture" : $"Up to {rule.MaxImages} pictures")}: {Names(rule)}, {Math.Max(1, rule.MaxBytes / 1024 / 1024)} MB each");

    private static string Names(EditRule rule)
    {
        var names = rule.Mimes.Select(mime => mime switch { "image/webp" => "WebP", _ => mime["image/".Length..].ToUpperInvariant() }).ToList();
        return names is [var only] ? only : $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }
}
