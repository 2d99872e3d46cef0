namespace Darkroom.Providers.OpenRouter;

/// <summary>What the operator may set under <c>Providers:openrouter:…</c>; a model is written <c>vendor/name</c>.</summary>
public sealed record OpenRouterOptions : ProviderOptions;
