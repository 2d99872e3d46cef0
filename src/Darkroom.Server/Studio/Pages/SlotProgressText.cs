using System.Globalization;
using Darkroom.Generations;

namespace Darkroom.Server.Studio.Pages;

/// <summary>How far an image is, as its tile says it before any script runs; progress-line.ts says the same and keeps it true.</summary>
internal static class SlotProgressText
{
    public static string From(SlotProgress? told, DateTimeOffset now)
    {
        IEnumerable<string?> parts =
        [
            told?.QueuePosition is { } before ? $"{Ordinal(before + 1)} in the provider's queue" : null,
            told?.Fraction is { } fraction ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 100)} %") : null,
            Remaining(told, now) is { } left ? Left(left) : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>Milliseconds until the image is expected, counted from now; below zero when it is late.</summary>
    public static double? Remaining(SlotProgress? told, DateTimeOffset now) => told?.EtaMs - (now - told?.At)?.TotalMilliseconds;

    private static string Left(double milliseconds)
    {
        var seconds = Math.Ceiling(milliseconds / 1000);
        return seconds switch
        {
            <= 0 => "any moment now",
            < 10 => string.Create(CultureInfo.InvariantCulture, $"about {seconds} s left"),
            < 90 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(seconds / 5) * 5} s left"),
            _ => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(seconds / 60)} min left"),
        };
    }

    private static string Ordinal(int number)
    {
        var ending = (number % 10, number % 100) switch
        {
            (1, not 11) => "st",
            (2, not 12) => "nd",
            (3, not 13) => "rd",
            _ => "th",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number}{ending}");
    }
}
