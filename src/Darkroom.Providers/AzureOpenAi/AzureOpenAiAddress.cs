namespace Darkroom.Providers.AzureOpenAi;

/// <summary>
/// An endpoint as Azure's pages show it in many forms: the resource alone, with <c>/openai</c>, with <c>/openai/v1</c>, or the whole
/// address of a deployment's images.
/// </summary>
/// <param name="BaseUrl">Up to <c>/openai</c> or <c>/openai/v1</c>, with the version of the API as its query where one is needed.</param>
/// <param name="IsV1">Whether deployments are named in the body, not in the path.</param>
/// <param name="Deployment">The deployment that the address names, or null.</param>
internal sealed record AzureOpenAiAddress(Uri BaseUrl, bool IsV1, string? Deployment)
{
    public static AzureOpenAiAddress From(Uri endpoint, string apiVersion)
    {
        var parts = endpoint.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        var at = parts.FindIndex(part => part.Equals("openai", StringComparison.OrdinalIgnoreCase));
        var before = at < 0 ? parts : parts[..at];
        var after = at < 0 ? [] : parts[(at + 1)..];
        var isV1 = after is ["v1" or "V1", ..];
        var url = new UriBuilder(endpoint)
        {
            Path = string.Join('/', [.. before, "openai", .. isV1 ? (string[])["v1"] : []]),
            Fragment = "",
        };
        if (!isV1 && !url.Query.Contains("api-version=", StringComparison.OrdinalIgnoreCase))
        {
            url.Query = $"{url.Query.TrimStart('?')}{(url.Query.Length > 1 ? "&" : "")}api-version={apiVersion}";
        }

        return new AzureOpenAiAddress(url.Uri, isV1, after is ["deployments", var name, ..] ? Uri.UnescapeDataString(name) : null);
    }

    /// <summary>Whether a name can be a deployment's: others would lead to another address.</summary>
    public static bool IsDeployment(string name) =>
        name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name.Any(char.IsAsciiLetterOrDigit);

    /// <param name="path">Such as <c>images/generations</c>.</param>
    public string PathOf(string deployment, string path) => IsV1 ? path : $"deployments/{deployment}/{path}";
}
