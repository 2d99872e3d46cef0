using System.Collections.Immutable;
using System.Globalization;

namespace Darkroom.Keys;

/// <summary>A rule of an API key that a request breaks.</summary>
public enum KeyLimit
{
    ImagesPerDay,
    ImagesAtOnce,
    UsdPerDay,
    UsdPerMonth,

    /// <summary>The key may not use the provider or the model.</summary>
    Models,

    /// <summary>Dollars are limited, and the price of the image is unknown.</summary>
    UnknownPrice,

    /// <summary>The key was revoked or has expired since the request was admitted.</summary>
    Ended,
}

/// <summary>Why a key's limits refuse a request. The message is in the language of the person who reads it.</summary>
public sealed record KeyRefusal(KeyLimit Limit)
{
    /// <summary>The limit, in images or US dollars.</summary>
    public decimal Max { get; init; }

    /// <summary>How much of it is used or reserved.</summary>
    public decimal Used { get; init; }

    /// <summary>How much the request needs.</summary>
    public decimal Wanted { get; init; }

    /// <summary>When the limit renews; null if it has no such time, or if that does not help.</summary>
    public DateTimeOffset? RenewsAt { get; init; }

    /// <summary>How long to wait before the same request may succeed; null if waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider or model that the refusal is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The providers and models that the key may use.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>The limit, its use and when it renews, in sentences.</summary>
    public string Message => Limit switch
    {
        KeyLimit.ImagesPerDay => Counted(EngineTexts.KeyImagesPerDay, Whole),
        KeyLimit.ImagesAtOnce => Counted(EngineTexts.KeyImagesAtOnce, Whole),
        KeyLimit.UsdPerDay => Counted(EngineTexts.KeyUsdPerDay, Cost.ToText),
        KeyLimit.UsdPerMonth => Counted(EngineTexts.KeyUsdPerMonth, Cost.ToText),
        KeyLimit.Models => LocalText.Format(EngineTexts.KeyModels, Subject, string.Join(", ", Allowed)),
        KeyLimit.UnknownPrice => LocalText.Format(EngineTexts.KeyPriceUnknown, Subject),
        _ => EngineTexts.KeyEnded,
    };

    private string Counted(string text, Func<decimal, string> format)
    {
        var sentence = LocalText.Format(text, format(Max), format(Used), format(Wanted));
        return RenewsAt is { } time
            ? $"{sentence} {LocalText.Format(EngineTexts.KeyRenews, time.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture))}"
            : RetryAfter is null ? $"{sentence} {EngineTexts.KeyTooMuchAlone}" : sentence;
    }

    private static string Whole(decimal images) => images.ToString("F0", CultureInfo.InvariantCulture);
}
