namespace Darkroom.Providers.Bfl;

/// <summary>What the operator may set under <c>Providers:bfl:…</c>: what every provider has, and nothing of its own.</summary>
public sealed record BflOptions : ProviderOptions;
