using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>
/// The settings under <c>Providers:azure-openai:…</c>. <see cref="ProviderOptions.BaseUrl"/> is the resource's endpoint in any of its forms,
/// <see cref="ProviderOptions.Model"/> the name of a deployment.
/// </summary>
public sealed record AzureOpenAiOptions : ProviderOptions
{
    /// <summary>The API version, if the endpoint's URL has none. Ignored below <c>/openai/v1</c>.</summary>
    [Required, StringLength(50, MinimumLength = 1), RegularExpression("[A-Za-z0-9-]+")]
    public string ApiVersion { get; init; } = "2025-04-01-preview";
}
