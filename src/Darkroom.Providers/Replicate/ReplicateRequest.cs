using System.Text.RegularExpressions;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>Writes the body of a prediction. Replicate rejects unknown fields.</summary>
internal static partial class ReplicateRequest
{
    /// <summary>Reads a model's name: <c>owner/name</c> for official models, <c>owner/name:version</c> for all others.</summary>
    /// <returns>
    /// The path for predictions below the base URL, and the version of 64 hexadecimal digits, null for the newest. Null if the name is not valid,
    /// because it becomes a part of the URL.
    /// </returns>
    public static (string Path, string? Version)? TargetOf(string name) => Name().Match(name) is not { Success: true } found ? null
        : found.Groups["version"] is { Success: true, Value: var version } ? ("predictions", version)
        : ($"models/{name}/predictions", null);

    /// <param name="rules">The rules of the model.</param>
    /// <param name="version">The model's version; null if the URL names the model.</param>
    public static HttpContent Body(ImageRequest request, ModelRules rules, string? version) => JsonBody.Create(json =>
    {
        json.WriteIfSet("version", version);
        json.WriteInput(request, rules);
    });

    [GeneratedRegex(
        @"\A[a-z0-9][a-z0-9_-]{0,80}/[a-z0-9](\.?[a-z0-9_-]){0,80}(:(?<version>[0-9a-f]{64}))?\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
