using System.Text.RegularExpressions;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>Writes the body of a prediction. Replicate rejects unknown fields.</summary>
internal static class ReplicateRequest
{
    /// <param name="request">The image request.</param>
    /// <param name="input">The fields that the model accepts.</param>
    /// <param name="version">The model's version; null if the URL names the model.</param>
    public static HttpContent Body(ImageRequest request, ModelInput input, string? version) => JsonBody.Create(json =>
    {
        json.WriteIfSet("version", version);
        json.WriteInput(request, input);
    });
}

/// <summary>A model's name: <c>owner/name</c> for official models, <c>owner/name:version</c> for all others.</summary>
/// <param name="Path">The path for predictions below the base URL.</param>
/// <param name="Version">The version of 64 hexadecimal digits; null for the newest.</param>
internal sealed partial record ReplicateTarget(string Path, string? Version)
{
    /// <returns>Null if the name is not valid. Names become a part of the URL.</returns>
    public static ReplicateTarget? Parse(string name) => Name().Match(name) is not { Success: true } found
        ? null
        : found.Groups["version"] is { Success: true, Value: var version }
            ? new ReplicateTarget("predictions", version)
            : new ReplicateTarget($"models/{name}/predictions", null);

    [GeneratedRegex(
        @"\A[a-z0-9][a-z0-9_-]{0,80}/[a-z0-9](\.?[a-z0-9_-]){0,80}(:(?<version>[0-9a-f]{64}))?\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
