namespace Darkroom.Providers.Fal;

/// <summary>What the operator may set under <c>Providers:fal:…</c>: what every provider has, and nothing of its own.</summary>
public sealed record FalOptions : ProviderOptions;
