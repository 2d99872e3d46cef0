using System.Buffers;

namespace Darkroom.Providers.HuggingFace;

/// <summary>A job at a partner, which is polled through the router.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Path">The job's path at the partner, with a leading slash.</param>
internal sealed record HuggingFaceJob(string Partner, string Path)
{
    private const string Queue = "_subdomain=queue";

    // The path becomes a part of URLs.
    private static readonly SearchValues<char> InPaths =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./");

    /// <summary>The resume token.</summary>
    public string Token => $"{Partner} {Path}";

    /// <summary>The delay between two polls.</summary>
    public TimeSpan PollInterval => Partner switch
    {
        HuggingFacePartners.Fal => TimeSpan.FromSeconds(0.5),
        HuggingFacePartners.Zai => TimeSpan.FromSeconds(5),
        _ => TimeSpan.FromSeconds(1),
    };

    /// <summary>The path and query of the job's state.</summary>
    public (string Path, string Query) Status => Partner is HuggingFacePartners.Fal
        ? ($"{Partner}{Path}/status", Queue)
        : ($"{Partner}{Path}", "");

    /// <summary>The path and query of the result, if it is not in the state.</summary>
    public (string Path, string Query) Result => ($"{Partner}{Path}", Partner is HuggingFacePartners.Fal ? Queue : "");

    /// <summary>The request that cancels the job; null if the partner cannot cancel.</summary>
    public (HttpMethod Method, string Path, string Query)? Cancel => Partner switch
    {
        HuggingFacePartners.Fal => (HttpMethod.Put, $"{Partner}{Path}/cancel", Queue),
        HuggingFacePartners.Replicate => (HttpMethod.Post, $"{Partner}{Path}/cancel", ""),
        _ => null,
    };

    /// <summary>Returns the job at a URL from a partner's response.</summary>
    /// <returns>The job; null if the URL is not valid.</returns>
    public static HuggingFaceJob? FromUrl(string partner, Uri? address) => address is null ? null : Parse(partner, address.AbsolutePath);

    /// <returns>The job; null if the token is not from this provider.</returns>
    public static HuggingFaceJob? Parse(string token) =>
        token.Split(' ') is [var partner, var path] && HuggingFacePartners.HasJobs(partner) ? Parse(partner, path) : null;

    public static HuggingFaceJob? Parse(string partner, string path) =>
        path.Length is > 1 and <= 400 && path[0] == '/' && !path.AsSpan().ContainsAnyExcept(InPaths)
            && !path.Contains("..", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal)
            ? new HuggingFaceJob(partner, path.TrimEnd('/'))
            : null;
}
