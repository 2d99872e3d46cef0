namespace Darkroom.Providers.XAi;

/// <summary>What the operator may set under <c>Providers:xai:…</c>.</summary>
public sealed record XAiOptions : ProviderOptions;
