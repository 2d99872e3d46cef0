using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers;

/// <summary>What the operator may set for any provider under <c>Providers:&lt;id&gt;:…</c>.</summary>
public record ProviderOptions
{
    /// <summary>Where the service answers, such as <c>https://api.openai.com/v1</c>; null for the provider's own.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The secret. Never logged, shown or sent to a browser.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The image model used when a request names none; null for the provider's own default.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Model { get; init; }

    /// <summary>Calls at the same time; null for the provider's own default. More is faster until the provider says 429.</summary>
    [Range(1, 64)]
    public int? MaxConcurrency { get; init; }

    /// <summary>Calls started in any 60 seconds; null for no limit. Set it to what the account allows and nothing is refused.</summary>
    [Range(1, 100_000)]
    public int? ImagesPerMinute { get; init; }

    /// <summary>Seconds one image may take before it counts as timed out; null for the provider's own default.</summary>
    [Range(1, 3600)]
    public int? TimeoutSeconds { get; init; }

    /// <summary>US dollars for one image, where the account pays another price than the list says or the list knows none.</summary>
    [Range(0, 1000.0)]
    public decimal? PricePerImage { get; init; }
}
