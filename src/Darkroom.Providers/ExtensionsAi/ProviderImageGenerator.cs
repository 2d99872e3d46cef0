#pragma warning disable MEAI001
using System.Collections.Immutable;
using Darkroom.Imaging;
using Darkroom.Storage;
using Microsoft.Extensions.AI;

namespace Darkroom.Providers.ExtensionsAi;

/// <summary>
/// Adapts a provider to an <see cref="IImageGenerator"/>, for code written against Microsoft.Extensions.AI. It calls the provider directly:
/// nothing is queued, stored or retried. The additional properties <c>quality</c>, <c>seed</c> and <c>negative_prompt</c> are passed on; every
/// image has <c>model</c>, <c>seed</c> and <c>revised_prompt</c> if they are known.
/// </summary>
/// <param name="provider">The provider.</param>
public sealed class ProviderImageGenerator(IImageProvider provider) : IImageGenerator
{
    private static readonly PixelSize Default = new(1024, 1024);
    private static readonly ImagePipeline Pipeline = new(new ImagingOptions());

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The provider does not support the request; the message states what it supports.</exception>
    /// <exception cref="ImageGenerationException">All images failed. If only some failed, the others are returned.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var imageRequest = await RequestOfAsync(request, options, cancellationToken);
        using var places = new SemaphoreSlim(provider.Limits.MaxConcurrency);
        var results = await Task.WhenAll(Enumerable.Range(0, Math.Clamp(options?.Count ?? 1, 1, 16)).Select(async index =>
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                return await MakeAsync(imageRequest with { Seed = imageRequest.Seed + index }, cancellationToken);
            }
            finally
            {
                places.Release();
            }
        }));
        var images = results.Select(one => one.Image).OfType<AIContent>().ToList();
        return images.Count > 0
            ? new ImageGenerationResponse(images) { Usage = UsageOf(results.Select(one => one.Usage).OfType<TokenUsage>().ToList()) }
            : throw new ImageGenerationException(results[0].Failure!);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ImageGeneratorMetadata) ? new ImageGeneratorMetadata(
                provider.Description.Name, null, provider.CapabilitiesOf(null).Models is [var first, ..] ? first : null)
            : serviceType.IsInstanceOfType(provider) ? provider
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the provider belongs to its creator.</summary>
    public void Dispose()
    {
    }

    private async Task<ImageRequest> RequestOfAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options, CancellationToken cancellationToken)
    {
        var can = provider.CapabilitiesOf(options?.ModelId);
        var size = options?.ImageSize is { } wanted ? new PixelSize(wanted.Width, wanted.Height)
            : can.Sizes.Allows(Default) ? Default
            : can.Sizes.Closest(new PixelSize(1, 1)) ?? Default;
        if (!can.Sizes.Allows(size))
        {
            throw new ArgumentException($"{provider.Description.Name} cannot make {size}. Choose {can.Sizes.Text}.", nameof(options));
        }

        var originals = (request.OriginalImages ?? []).ToImmutableArray();
        if (originals.Length > (can.Edits?.MaxImages ?? 0))
        {
            throw new ArgumentException(
                $"{provider.Description.Name} takes {can.Edits?.MaxImages ?? 0} original images, not {originals.Length}.", nameof(request));
        }

        var references = ImmutableArray.CreateBuilder<InputImage>();
        foreach (var original in originals)
        {
            references.Add(await ReferenceOfAsync(original, can.Edits!, cancellationToken));
        }

        return new ImageRequest
        {
            Prompt = string.IsNullOrWhiteSpace(request.Prompt)
                ? throw new ArgumentException("A prompt is needed.", nameof(request))
                : request.Prompt,
            Size = size,
            Model = options?.ModelId,
            OutputFormat = options?.MediaType is { } mime && mime.StartsWith("image/", StringComparison.Ordinal) ? mime["image/".Length..] : null,
            Quality = Property<string>(options, "quality"),
            NegativePrompt = can.NegativePrompt ? Property<string>(options, "negative_prompt") : null,
            Seed = can.Seed ? Property<long?>(options, "seed") : null,
            Images = references.ToImmutable(),
        };
    }

    /// <summary>Converts an image to one that the provider accepts, upright and without metadata.</summary>
    private static async Task<InputImage> ReferenceOfAsync(AIContent content, EditRule rule, CancellationToken cancellationToken)
    {
        if (content is not DataContent data)
        {
            throw new ArgumentException("Original images must be given as data, not as URLs.", nameof(content));
        }

        return await Pipeline.PrepareAsync(data.Data, new ImageLimits(), rule.TargetFor(first: false, masked: false), cancellationToken) switch
        {
            Outcome<PreparedImage>.Ok(var prepared) => new InputImage(
                ContentHash.Compute(prepared.Bytes.Span), prepared.Format.Mime(), new PixelSize(prepared.Width, prepared.Height), prepared.Bytes.Length, null)
            {
                Bytes = prepared.Bytes,
            },
            Outcome<PreparedImage>.Rejected(_, var message) => throw new ArgumentException($"An original image cannot be used: {message}", nameof(content)),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static T? Property<T>(ImageGenerationOptions? options, string name) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(name, out T? value) ? value : default;

    private async Task<(DataContent? Image, TokenUsage? Usage, Failure? Failure)> MakeAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        await foreach (var update in provider.GenerateAsync(request, cancellationToken))
        {
            switch (update)
            {
                case GenerationUpdate.PartialImage partial:
                    partial.Image.Dispose();
                    break;
                case GenerationUpdate.Failed failed:
                    return (null, null, failed.Failure);
                case GenerationUpdate.FinalImage final:
                    using (final.Image)
                    {
                        return ContentOf(final, request);
                    }
            }
        }

        return (null, null, new Failure(FailureCode.BadOutput, $"{provider.Description.Name} ended without an image."));
    }

    private (DataContent? Image, TokenUsage? Usage, Failure? Failure) ContentOf(GenerationUpdate.FinalImage final, ImageRequest request)
    {
        if (ImageInspector.Inspect(final.Image.Bytes.Span, new ImageLimits()) is not Outcome<ImageHeader>.Ok(var header))
        {
            return (null, null, new Failure(FailureCode.BadOutput, $"{provider.Description.Name} sent something that is not a usable image."));
        }

        var known = new (string Name, object? Value)[]
        {
            ("model", final.Model ?? request.Model), ("seed", final.Seed ?? request.Seed), ("revised_prompt", final.RevisedPrompt),
        }.Where(one => one.Value is not null);
        var properties = new AdditionalPropertiesDictionary(known.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        return (new DataContent(final.Image.Bytes.ToArray(), header.Format.Mime()) { AdditionalProperties = properties }, final.Usage, null);
    }

    private static UsageDetails? UsageOf(List<TokenUsage> usages) => usages.Count == 0 ? null : new UsageDetails
    {
        InputTokenCount = usages.Sum(usage => usage.InputTokens),
        OutputTokenCount = usages.Sum(usage => usage.OutputTokens),
        TotalTokenCount = usages.Sum(usage => usage.TotalTokens),
    };
}

/// <summary>Thrown when a provider made no image. <see cref="Failure"/> holds the reason.</summary>
public sealed class ImageGenerationException(Failure failure) : Exception(failure.Message)
{
    public Failure Failure => failure;
}
