namespace Darkroom.Providers.Pollinations;

/// <summary>The settings under <c>Providers:pollinations:…</c>.</summary>
public sealed record PollinationsOptions : ProviderOptions
{
    /// <summary>
    /// Whether to use the old host, which needs no key, if there is none. It is being shut down, allows one image in 30 seconds and may send a
    /// placeholder instead of an image.
    /// </summary>
    public bool Anonymous { get; init; }
}
