using Microsoft.AspNetCore.Http.Metadata;

namespace Darkroom.Server.Http;

/// <summary>Explains the maximum body size of an endpoint.</summary>
internal interface ISizeAdvice : IRequestSizeLimitMetadata
{
    /// <summary>A sentence for the client; empty if there is nothing to add.</summary>
    string Advice { get; }
}

/// <summary>The maximum body size of an endpoint, in bytes. Larger bodies are rejected before they are read.</summary>
/// <param name="Advice">A sentence for the client that explains the limit; empty if there is nothing to add.</param>
internal sealed record SizeLimit(long? MaxRequestBodySize, string Advice = "") : ISizeAdvice;
