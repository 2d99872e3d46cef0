using System.Text.RegularExpressions;

namespace Darkroom.Providers.Replicate;

/// <summary>
/// A model as people name it: <c>owner/name</c> for those that Replicate keeps running, <c>owner/name:version</c> for everybody's.
/// </summary>
/// <param name="Path">Where jobs for it are sent to, under the base address.</param>
/// <param name="Version">Of 64 hexadecimal digits; null where the newest is meant.</param>
internal sealed partial record ReplicateTarget(string Path, string? Version)
{
    /// <returns>Null where it is no name of a model: names become a part of the address.</returns>
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
