using System.Globalization;
using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Server.Studio.Pages;

/// <summary>What can be given to work from, as a person reads it.</summary>
internal static class EditRuleText
{
    public static string From(EditRule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(rule.MaxImages == 1 ? "One picture" : $"Up to {rule.MaxImages} pictures")}: {Names()}, {InputImages.MaxBytes / 1024 / 1024} MB in all");

    private static string Names()
    {
        var names = InputImages.Accepted.Select(mime => mime switch { "image/webp" => "WebP", _ => mime["image/".Length..].ToUpperInvariant() }).ToList();
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }
}
