using Microsoft.AspNetCore.Http.Metadata;

namespace Darkroom.Server.Http;

/// <summary>How large an endpoint's bodies may be. What is larger is refused before it is read.</summary>
/// <param name="Advice">What the limit comes from, as a sentence for whoever is refused.</param>
internal sealed record SizeLimit(long? MaxRequestBodySize, string Advice) : IRequestSizeLimitMetadata;
