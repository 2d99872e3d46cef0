using System.Buffers;

namespace Darkroom.Providers.HuggingFace;

/// <summary>Work that goes on at a partner, asked after through the router.</summary>
/// <param name="Partner">Whose it is.</param>
/// <param name="Path">Of the job at the partner, with a slash in front.</param>
internal sealed record HuggingFaceJob(string Partner, string Path)
{
    private const string Queue = "_subdomain=queue";

    // The path becomes a part of addresses.
    private static readonly SearchValues<char> InPaths =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./");

    /// <summary>What is kept to pick it up.</summary>
    public string Token => $"{Partner} {Path}";

    /// <summary>How often its partner likes to be asked.</summary>
    public TimeSpan PollInterval => Partner switch
    {
        HuggingFacePartners.Fal => TimeSpan.FromSeconds(0.5),
        HuggingFacePartners.Zai => TimeSpan.FromSeconds(5),
        _ => TimeSpan.FromSeconds(1),
    };

    /// <summary>Where one asks how far it is.</summary>
    public (string Path, string Query) Status => Partner is HuggingFacePartners.Fal
        ? ($"{Partner}{Path}/status", Queue)
        : ($"{Partner}{Path}", "");

    /// <summary>Where the result is, if not in the status.</summary>
    public (string Path, string Query) Result => ($"{Partner}{Path}", Partner is HuggingFacePartners.Fal ? Queue : "");

    /// <summary>How one stops it; null where that cannot be.</summary>
    public (HttpMethod Method, string Path, string Query)? Cancel => Partner switch
    {
        HuggingFacePartners.Fal => (HttpMethod.Put, $"{Partner}{Path}/cancel", Queue),
        HuggingFacePartners.Replicate => (HttpMethod.Post, $"{Partner}{Path}/cancel", ""),
        _ => null,
    };

    /// <summary>The job at an address its partner named.</summary>
    /// <returns>Null where it makes no sense.</returns>
    public static HuggingFaceJob? FromUrl(string partner, Uri? address) => address is null ? null : Parse(partner, address.AbsolutePath);

    /// <returns>Null where it is no token of this provider.</returns>
    public static HuggingFaceJob? Parse(string token) =>
        token.Split(' ') is [var partner, var path] && HuggingFacePartners.HasJobs(partner) ? Parse(partner, path) : null;

    public static HuggingFaceJob? Parse(string partner, string path) =>
        path.Length is > 1 and <= 400 && path[0] == '/' && !path.AsSpan().ContainsAnyExcept(InPaths)
            && !path.Contains("..", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal)
            ? new HuggingFaceJob(partner, path.TrimEnd('/'))
            : null;
}
