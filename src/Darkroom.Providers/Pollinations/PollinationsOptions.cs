namespace Darkroom.Providers.Pollinations;

/// <summary>What the operator may set under <c>Providers:pollinations:…</c>.</summary>
public sealed record PollinationsOptions : ProviderOptions
{
    /// <summary>
    /// Whether the old host, which wants no key, is used where there is none. It is being shut down, allows one image in 30 seconds
    /// and may send a placeholder in place of an image.
    /// </summary>
    public bool Anonymous { get; init; }
}
