namespace Darkroom.Providers.Replicate;

/// <summary>What the operator may set under <c>Providers:replicate:…</c>: what every provider has, and nothing of its own.</summary>
public sealed record ReplicateOptions : ProviderOptions;
