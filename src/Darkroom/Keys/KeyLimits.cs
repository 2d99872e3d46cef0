using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Darkroom.Keys;

/// <summary>
/// The limits of an API key; null for none. Pure rules, so that every store refuses alike: a store reads the use in the transaction that reserves, and
/// asks here.
/// </summary>
public sealed record KeyLimits
{
    /// <summary>The maximum number of entries of <see cref="Models"/>.</summary>
    public const int MaxModels = 50;

    private const int MaxImages = 1_000_000;
    private const int MaxModelLength = 200;

    /// <summary>The suggested wait while as many images as allowed wait or are being made.</summary>
    private static readonly TimeSpan PlaceWait = TimeSpan.FromSeconds(30);

    public static KeyLimits None { get; } = new();

    public int? ImagesPerDay { get; init; }

    /// <summary>How many images may wait or be made at the same time.</summary>
    public int? ImagesAtOnce { get; init; }

    public decimal? UsdPerDay { get; init; }

    public decimal? UsdPerMonth { get; init; }

    /// <summary>The providers and models that may be used, as <c>provider</c> or <c>provider/model</c>; empty for all.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    private bool CountsMoney => (UsdPerDay ?? UsdPerMonth) is not null;

    /// <summary>Returns what is wrong with the limits; empty if nothing is. Any model of a provider is accepted, because services have models that no list contains.</summary>
    /// <param name="providers">The ids of all providers.</param>
    public ImmutableArray<(string Field, string Message)> Problems(ImmutableArray<string> providers)
    {
        var problems = ImmutableArray.CreateBuilder<(string Field, string Message)>();
        Check("images_per_day", ImagesPerDay is null or (>= 0 and <= MaxImages));
        Check("images_at_once", ImagesAtOnce is null or (>= 0 and <= MaxImages));
        Check("usd_per_day", UsdPerDay is null or (>= 0 and <= Cost.MaxUsd));
        Check("usd_per_month", UsdPerMonth is null or (>= 0 and <= Cost.MaxUsd));
        if (Models.Length > MaxModels || Models.Any(model => model.Trim().Length is 0 or > MaxModelLength || model.StartsWith('/')))
        {
            problems.Add(("models", LocalText.Format(EngineTexts.KeyModelsInvalid, MaxModels)));
        }
        else if (Models.FirstOrDefault(model => !providers.Contains(model.Split('/', 2)[0])) is { } unknown)
        {
            problems.Add(("models", LocalText.Format(EngineTexts.KeyProviderUnknown, unknown.Split('/', 2)[0], string.Join(", ", providers))));
        }

        return problems.ToImmutable();

        void Check(string field, bool valid)
        {
            if (!valid)
            {
                problems.Add((field, LocalText.Format(EngineTexts.KeyLimitInvalid, MaxImages)));
            }
        }
    }

    /// <summary>Returns why generations may not be started; null if they may.</summary>
    public KeyRefusal? Refuse(KeyUse use, IReadOnlyCollection<KeyClaim> wanted)
    {
        var images = wanted.Sum(one => one.Images);
        return wanted.Select(one => RefuseModel(one.Provider, one.Model)).FirstOrDefault(refusal => refusal is not null)
            ?? Exceeded(KeyLimit.ImagesAtOnce, ImagesAtOnce, use.Open, images, use.Now + PlaceWait, use)
            ?? Exceeded(KeyLimit.ImagesPerDay, ImagesPerDay, use.ImagesToday, images, use.DayEnds, use)
            ?? wanted.Select(one => RefusePrice(one.Provider, one.EachUsd)).FirstOrDefault(refusal => refusal is not null)
            ?? RefuseMoney(use, use.ReservedUsd, wanted.Sum(one => one.Images * (one.EachUsd ?? 0)));
    }

    /// <summary>Returns why a call that costs money may not be made; null if it may. Its image was reserved before, but a fallback or a retry may cost more.</summary>
    /// <param name="usd">The likely cost; null if it is unknown.</param>
    public KeyRefusal? RefuseCall(KeyUse use, string provider, string? model, decimal? usd) =>
        RefuseModel(provider, model) ?? RefusePrice(provider, usd) ?? RefuseMoney(use, 0, usd ?? 0);

    /// <summary>Returns whether a model may be used. If the model is unknown, one of the provider's is enough.</summary>
    public bool Allows(string provider, string? model) => RefuseModel(provider, model) is null;

    /// <summary>Returns the refusal of a model that the key may not use. If the model is unknown, one of the provider's is enough.</summary>
    private KeyRefusal? RefuseModel(string provider, string? model) =>
        Models.IsEmpty || Models.Any(one => one == provider || one == $"{provider}/{model}"
            || (model is null && one.StartsWith($"{provider}/", StringComparison.Ordinal)))
            ? null
            : new KeyRefusal(KeyLimit.Models) { Subject = model is null ? provider : $"{provider}/{model}", Allowed = Models };

    private KeyRefusal? RefusePrice(string provider, decimal? usd) =>
        usd is null && CountsMoney ? new KeyRefusal(KeyLimit.UnknownPrice) { Subject = provider } : null;

    /// <summary>What is free is allowed also when more was spent than the limit, because an image cost more than its estimate.</summary>
    private KeyRefusal? RefuseMoney(KeyUse use, decimal reserved, decimal wanted) => wanted == 0
        ? null
        : Exceeded(KeyLimit.UsdPerDay, UsdPerDay, use.UsdToday + reserved, wanted, use.DayEnds, use)
            ?? Exceeded(KeyLimit.UsdPerMonth, UsdPerMonth, use.UsdThisMonth + reserved, wanted, use.MonthEnds, use);

    private static KeyRefusal? Exceeded(KeyLimit limit, decimal? max, decimal used, decimal wanted, DateTimeOffset renews, KeyUse use)
    {
        if (max is not { } most || used + wanted <= most)
        {
            return null;
        }

        // Waiting does not help a request that exceeds the limit alone.
        var waits = wanted <= most;
        return new KeyRefusal(limit)
        {
            Max = most,
            Used = used,
            Wanted = wanted,
            RenewsAt = waits && limit != KeyLimit.ImagesAtOnce ? renews : null,
            RetryAfter = waits ? renews - use.Now : null,
        };
    }
}

/// <summary>What a request wants of its key's limits: the images of one generation.</summary>
/// <param name="Model">The model; null if it is unknown.</param>
/// <param name="EachUsd">The likely cost of one image in US dollars; null if it is unknown.</param>
public sealed record KeyClaim(string KeyId, string Provider, string? Model, int Images, decimal? EachUsd);

/// <summary>How far a key's limits are used.</summary>
/// <param name="ImagesToday">The images that count to today.</param>
/// <param name="Open">The images that wait or are being made.</param>
/// <param name="UsdToday">The costs of today, with the estimates of calls whose cost is not known, or not yet.</param>
/// <param name="ReservedUsd">The likely costs of the images that wait for their call.</param>
/// <param name="DayEnds">When the next day begins, in the time zone of the gallery.</param>
public sealed record KeyUse(
    long ImagesToday, int Open, decimal UsdToday, decimal UsdThisMonth, decimal ReservedUsd, DateTimeOffset Now, DateTimeOffset DayEnds, DateTimeOffset MonthEnds);

[JsonSerializable(typeof(KeyLimits))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
public sealed partial class KeyJson : JsonSerializerContext;
