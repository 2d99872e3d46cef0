using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>The base of providers whose service speaks OpenAI's Images API or a variant of it.</summary>
/// <inheritdoc cref="HttpProvider" path="/param"/>
internal abstract class ImagesApiProvider(ProviderKind kind, ServiceProfile service, ProviderOptions options, ProviderParts parts)
    : HttpProvider(kind, service, options, parts)
{
    private readonly RefusedFields _refused = new();

    /// <summary>Without partial images if the server rejected a stream for the model.</summary>
    public sealed override ProviderCapabilities CapabilitiesOf(string? model)
    {
        var capabilities = Capabilities(model);
        return _refused.Streams(model ?? DefaultModel) ? capabilities : capabilities with { PartialImages = 0 };
    }

    /// <summary>The model that is used if a request names none; null if the server has a default of its own.</summary>
    protected abstract string? DefaultModel { get; }

    /// <inheritdoc cref="IImageProvider.CapabilitiesOf"/>
    protected abstract ProviderCapabilities Capabilities(string? model);

    /// <summary>Sends the request.</summary>
    /// <param name="model">The requested or the default model.</param>
    /// <param name="optional">Decides which fields may be sent that not every server accepts.</param>
    protected abstract Task<ServiceResponse> SendAsync(ImageRequest request, string? model, OptionalFields optional, ProviderCall call);

    protected sealed override IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? DefaultModel;
        return new ImagesExchange(Connection, Download, call, request).RunAsync(
            () => _refused.SendAsync(model, optional => SendAsync(request, model, optional, call)), call.Token);
    }
}
