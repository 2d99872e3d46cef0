using System.ComponentModel.DataAnnotations;

namespace Darkroom.Server.Mcp;

/// <summary>The settings under <c>Mcp:…</c>.</summary>
internal sealed record McpOptions
{
    /// <summary>
    /// The estimated US dollars of one call above which the user is asked first; null to never ask. A client that cannot ask its user is refused
    /// above it.
    /// </summary>
    [Range(0, 1_000_000.0)]
    public decimal? AskAboveUsd { get; init; }

    /// <summary>Whether images of an unknown price count as above <see cref="AskAboveUsd"/>, if that is set.</summary>
    public bool AskIfPriceUnknown { get; init; } = true;
}
