namespace Darkroom.Providers.Gemini;

/// <summary>What the operator may set under <c>Providers:gemini:…</c>: what every provider has, and nothing of its own.</summary>
public sealed record GeminiOptions : ProviderOptions;
