using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers;

/// <summary>The settings of every provider, under <c>Providers:&lt;id&gt;:…</c>.</summary>
public record ProviderOptions
{
    /// <summary>The service's base URL, such as <c>https://api.openai.com/v1</c>; null for the provider's default.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The secret. It is never logged, shown or sent to a browser.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The image model that is used if a request names none; null for the provider's default.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Model { get; init; }

    /// <summary>The maximum number of concurrent calls; null for the provider's default. A higher value is faster until the provider responds with 429.</summary>
    [Range(1, 64)]
    public int? MaxConcurrency { get; init; }

    /// <summary>The maximum number of calls started in any 60 seconds; null for no limit. Set it to the account's limit to avoid rejected calls.</summary>
    [Range(1, 100_000)]
    public int? ImagesPerMinute { get; init; }

    /// <summary>The timeout for one image, in seconds; null for the provider's default.</summary>
    [Range(1, 3600)]
    public int? TimeoutSeconds { get; init; }

    /// <summary>The price of one image in US dollars, if the account pays another price than the price list or the list has none.</summary>
    [Range(0, 1000.0)]
    public decimal? PricePerImage { get; init; }
}
