using System.Buffers;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Darkroom.Imaging;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// Reads what follows a request to the Images API that was accepted (HTTP 200): events, or one whole answer, whichever the server
/// chose to send, and whatever it calls it.
/// </summary>
/// <param name="connection">To the service.</param>
/// <param name="download">Fetches an image that is only named.</param>
/// <param name="call">The call it belongs to.</param>
/// <param name="partialsWanted">Whether partial images were asked for.</param>
internal sealed class ImagesExchange(ServiceConnection connection, ImageDownload download, ProviderCall call, bool partialsWanted)
{
    private readonly ServiceProfile _service = connection.Service;

    /// <summary>Says that events are welcome as well as a whole answer.</summary>
    public static void Accept(HttpRequestMessage message)
    {
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Reads up to a final image or a failure.</summary>
    /// <param name="reply">To the request; its answer is disposed.</param>
    /// <param name="cancellationToken">The call's token.</param>
    public async IAsyncEnumerable<GenerationUpdate> ReadAsync(
        ServiceResponse reply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (reply.Message is not { } answer)
        {
            yield return Failed(reply.Failure!);
            yield break;
        }

        using var disposed = answer;
        yield return new GenerationUpdate.Progress(null);
        await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await using var body = new BoundedStream(content, connection.MaxResponseLength);
        await using var start = new ResponseSniffer(body);
        switch (await start.DetectAsync(cancellationToken))
        {
            case ResponseKind.Markup:
                yield return Failed(FailureCode.BadOutput, $"{_service.BaseUrl.Authority} answered with a web page. Check the base URL.");
                break;
            case ResponseKind.Events:
                await foreach (var update in ReadEventsAsync(start, body, cancellationToken))
                {
                    yield return update;
                }

                break;
            case ResponseKind.Image:
                var image = await PooledBuffer.ReadAsync(start, answer.Content.Headers.ContentLength, cancellationToken);
                yield return new GenerationUpdate.FinalImage(EncodedImage.TakeOver(image.Array, image.Length));
                break;
            default:
                yield return await ReadWholeAsync(start, cancellationToken);
                break;
        }
    }

    private async IAsyncEnumerable<GenerationUpdate> ReadEventsAsync(
        Stream start, BoundedStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partials = 0;
        await using var images = new Base64ImageExtractor(start);
        await foreach (var sent in SseParser.Create(images, (type, data) => Parse(type, data, images)).EnumerateAsync(cancellationToken))
        {
            var read = sent.Data;
            if (ReferenceEquals(read, ImagesResponse.Done))
            {
                yield return Failed(FailureCode.BadOutput, $"{_service.Name} finished without an image.");
                yield break;
            }

            if (read is { IsPartial: true, Error: null })
            {
                if (read.Image is { } partial)
                {
                    yield return new GenerationUpdate.PartialImage(read.PartialIndex ?? partials, partial);
                    partials++;
                }
            }
            else if (await ResultAsync(read) is { } end)
            {
                yield return end;
                yield break;
            }
        }

        yield return Failed(call.ExplainTruncatedResponse(null, body.Received));
    }

    private ImagesResponse Parse(string eventType, ReadOnlySpan<byte> data, Base64ImageExtractor images) => data.Trim((byte)' ').SequenceEqual("[DONE]"u8)
        ? ImagesResponse.Done
        : ImagesResponse.Read(eventType, data, partialsWanted, images);

    private async Task<GenerationUpdate> ReadWholeAsync(Stream start, CancellationToken cancellationToken)
    {
        await using var images = new Base64ImageExtractor(start);
        var read = await PooledBuffer.ReadAsync(images, null, cancellationToken);
        try
        {
            return await ResultAsync(ImagesResponse.Read(null, read.Array.AsSpan(0, read.Length), partialsWanted, images))
                ?? (GenerationUpdate?)ImageFromText(read)
                ?? Failed(read.Length == 0
                    ? call.ExplainTruncatedResponse(null, 0)
                    : new Failure(FailureCode.BadOutput, $"{_service.Name} answered with something else than an image."));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(read.Array);
        }
    }

    /// <summary>An image as a text: a data URL, or base64 with nothing around it.</summary>
    private static GenerationUpdate.FinalImage? ImageFromText(PooledBuffer read)
    {
        var image = Base64Image.Decode(read.Array.AsSpan(0, read.Length));
        if (image is not null && ImageFormats.Detect(image.Bytes.Span) is not null)
        {
            return new GenerationUpdate.FinalImage(image);
        }

        image?.Dispose();
        return null;
    }

    /// <returns>Null where it is neither an image nor an error.</returns>
    private async Task<GenerationUpdate?> ResultAsync(ImagesResponse read)
    {
        if (read.Error is { } error)
        {
            read.Image?.Dispose();
            return Failed(_service.Explain(error));
        }

        if (read.Image is { } image)
        {
            return Final(image, read);
        }

        if (read.Address is { } address)
        {
            var (fetched, failure) = await download.FetchAsync(address, call);
            return fetched is null ? Failed(failure!) : Final(fetched, read);
        }

        return read.Unreadable
            ? Failed(FailureCode.BadOutput, $"{_service.Name}'s image arrived damaged: it is not valid base64.")
            : null;
    }

    private static GenerationUpdate.FinalImage Final(EncodedImage image, ImagesResponse read) => new(image)
    {
        Model = read.Model,
        RevisedPrompt = read.RevisedPrompt,
        Quality = read.Quality,
        Reported = ReportedOutput.Create(read.Size, read.Background, read.OutputFormat),
        Usage = read.Usage.Tokens,
        CostUsd = read.Usage.CostUsd,
    };

    private static GenerationUpdate.Failed Failed(FailureCode code, string message) => Failed(new Failure(code, message));

    private static GenerationUpdate.Failed Failed(Failure failure) => new(failure);
}
