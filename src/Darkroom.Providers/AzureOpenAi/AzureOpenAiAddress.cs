namespace Darkroom.Providers.AzureOpenAi;

/// <summary>
/// An Azure endpoint, which may be given in every form that Azure's pages show: the resource alone, with <c>/openai</c>, with
/// <c>/openai/v1</c>, or the complete URL of a deployment's images.
/// </summary>
/// <param name="BaseUrl">The URL up to <c>/openai</c> or <c>/openai/v1</c>, with the API version as its query if needed.</param>
/// <param name="IsV1">Whether the deployment is named in the body instead of the path.</param>
/// <param name="Deployment">The deployment in the URL, or null.</param>
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

    /// <summary>Whether a name is a valid deployment name. Others would lead to another URL.</summary>
    public static bool IsDeployment(string name) =>
        name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name.Any(char.IsAsciiLetterOrDigit);

    /// <param name="path">The path, such as <c>images/generations</c>.</param>
    public string PathOf(string deployment, string path) => IsV1 ? path : $"deployments/{deployment}/{path}";
}
