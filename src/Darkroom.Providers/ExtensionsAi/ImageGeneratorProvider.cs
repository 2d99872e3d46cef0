// The abstractions are experimental as a whole. Only these adapters depend on them.
#pragma warning disable MEAI001
using System.Drawing;
using System.Net;
using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;
using Microsoft.Extensions.AI;

namespace Darkroom.Providers.ExtensionsAi;

/// <summary>
/// Adapts any <see cref="IImageGenerator"/> of Microsoft.Extensions.AI to a provider. That contract has no partial images, so only the start and
/// the final image are reported.
/// </summary>
/// <param name="id">The id in configuration, API and database.</param>
/// <param name="description">The description for people.</param>
/// <param name="generator">The generator. It is not disposed.</param>
/// <param name="capabilities">The capabilities, which a generator does not report.</param>
/// <param name="limits">The limits for calls.</param>
/// <param name="parts">The HTTP clients and the clock.</param>
public sealed class ImageGeneratorProvider(
    string id, ProviderDescription description, IImageGenerator generator, ProviderCapabilities capabilities, ProviderLimits limits,
    ProviderParts parts) : IImageProvider
{
    private const long MaxImageLength = 64 * 1024 * 1024;

    private readonly ServiceProfile _service = new(
        description.Name, Metadata(generator)?.ProviderUri ?? new Uri("http://localhost"), Key: null, KeySetting: "its key");

    public string Id => id;

    public ProviderDescription Description => description;

    public ProviderSetup Setup { get; } = new();

    public ProviderLimits Limits => limits;

    public ProviderCapabilities CapabilitiesOf(string? model) => capabilities;

    public async IAsyncEnumerable<GenerationUpdate> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new ProviderCall(description.Name, _service.BaseUrl, limits.Timeout, parts.Time, parts.Budget, cancellationToken);
        yield return new GenerationUpdate.Progress(null);
        yield return await GenerateImageAsync(request, call);
    }

    public Task<ProviderTest> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ProviderTest>(new ProviderTest.Inconclusive("It is configured; only an image would show whether it works."));

    private static ImageGeneratorMetadata? Metadata(IImageGenerator generator) =>
        generator.GetService(typeof(ImageGeneratorMetadata)) as ImageGeneratorMetadata;

    private async Task<GenerationUpdate> GenerateImageAsync(ImageRequest request, ProviderCall call)
    {
        try
        {
            var response = await generator.GenerateAsync(RequestOf(request), OptionsOf(request), call.Token);
            return await ImageIn(response, request, call);
        }
        catch (Exception thrown)
        {
            return new GenerationUpdate.Failed(Explain(thrown, call));
        }
    }

    private async Task<GenerationUpdate> ImageIn(ImageGenerationResponse response, ImageRequest request, ProviderCall call)
    {
        var (image, failure) = response.Contents.FirstOrDefault(content => content is DataContent or UriContent) switch
        {
            DataContent { Data.IsEmpty: false } data => (EncodedImage.From(data.Data.ToArray()), null),
            UriContent { Uri: var address } => await new ImageDownload(_service, parts, MaxImageLength)
                .FetchAsync(address.ToString(), call),
            _ => (null, new Failure(FailureCode.BadOutput, $"{description.Name} responded without an image.")),
        };
        return image is null
            ? new GenerationUpdate.Failed(failure!)
            : new GenerationUpdate.FinalImage(image)
            {
                Model = request.Model ?? Metadata(generator)?.DefaultModelId,
                Usage = response.Usage is { TotalTokenCount: { } total } usage
                    ? new TokenUsage(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, total)
                    : null,
            };
    }

    /// <summary>Converts an exception of the generator's SDK to a failure, by its HTTP status if it has one.</summary>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    private Failure Explain(Exception thrown, ProviderCall call) => thrown switch
    {
        _ when ProviderCall.IsNetworkError(thrown) && thrown is not HttpRequestException { StatusCode: not null } => call.ExplainNoResponse(thrown),
        HttpRequestException { StatusCode: { } status } => _service.Explain(new ServiceError { Status = status }),
        NotSupportedException or ArgumentException =>
            new Failure(FailureCode.InvalidRequest, $"{description.Name} does not support this request: {SafeText.Sanitize(thrown.Message, null)}"),
        _ when StatusOf(thrown) is { } status => _service.Explain(new ServiceError { Status = status, Message = thrown.Message }),
        _ => new Failure(FailureCode.BadOutput, $"{description.Name} failed: {SafeText.Sanitize(thrown.Message, null) ?? thrown.GetType().Name}"),
    };

    /// <summary>Reads the HTTP status, which exceptions of common SDKs (System.ClientModel, Azure.Core) have in a property of this name.</summary>
    private static HttpStatusCode? StatusOf(Exception thrown) =>
        thrown.GetType().GetProperty("Status")?.GetValue(thrown) is int and >= 400 and <= 599 and var status ? (HttpStatusCode)status : null;

    private static ImageGenerationRequest RequestOf(ImageRequest request) => new(
        request.Prompt,
        request.References.IsEmpty ? null : request.References.Select(reference => new DataContent(reference.Bytes, reference.Mime)));

    private static ImageGenerationOptions OptionsOf(ImageRequest request)
    {
        var options = new ImageGenerationOptions
        {
            Count = 1,
            ImageSize = new Size(request.Size.Width, request.Size.Height),
            ModelId = request.Model,
            MediaType = request.OutputFormat is { } format ? $"image/{format}" : null,
            ResponseFormat = ImageGenerationResponseFormat.Data,
        };
        Add("quality", request.Quality);
        Add("seed", request.Seed);
        Add("negative_prompt", request.NegativePrompt);
        return options;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                (options.AdditionalProperties ??= [])[name] = value;
            }
        }
    }
}
