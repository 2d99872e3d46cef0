using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Darkroom.Imaging;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// Sends a request to the Images API and reads the response: server-sent events, one JSON body or an image. The bytes decide which, because
/// servers choose freely and label responses wrongly.
/// </summary>
/// <param name="download">Downloads an image that the response only names.</param>
internal sealed class ImagesExchange(ServiceConnection connection, ImageDownload download, ProviderCall call, ImageRequest request)
{
    private readonly ServiceProfile _service = connection.Service;

    private bool WantsPartials => request.PartialImages > 0;

    /// <summary>Adds headers that accept events as well as JSON.</summary>
    public static void Accept(HttpRequestMessage message)
    {
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Sends the request and reads up to a final image or a failure.</summary>
    /// <param name="send">Sends the request.</param>
    public async IAsyncEnumerable<GenerationUpdate> RunAsync(
        Func<Task<ServiceResponse>> send, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await send();
        if (response.Message is null)
        {
            yield return Failed(response.Failure!);
            yield break;
        }

        using var message = response.Message;
        yield return new GenerationUpdate.Progress(null);
        await using var content = await message.Content.ReadAsStreamAsync(cancellationToken);
        await using var body = new BoundedStream(content, connection.MaxResponseLength);
        await using var start = new ResponseSniffer(body);
        switch (await start.DetectAsync(cancellationToken))
        {
            case ResponseKind.Markup:
                yield return Failed(FailureCode.BadOutput, $"{_service.BaseUrl.Authority} responded with a web page. Check the base URL.");
                break;
            case ResponseKind.Events:
                await foreach (var update in ReadEventsAsync(start, body, cancellationToken))
                {
                    yield return update;
                }

                break;
            case ResponseKind.Image:
                yield return new GenerationUpdate.FinalImage(await call.ReadAsync(start, message.Content.Headers.ContentLength)) { Seed = request.Seed };
                break;
            default:
                yield return await ReadWholeAsync(start);
                break;
        }
    }

    private async IAsyncEnumerable<GenerationUpdate> ReadEventsAsync(
        Stream start, BoundedStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partials = 0;
        await using var images = new Base64ImageExtractor(start, call);
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
            else if (await ResultAsync(read) is { } result)
            {
                yield return result;
                yield break;
            }
        }

        yield return Failed(call.ExplainTruncatedResponse(null, body.Received));
    }

    private ImagesResponse Parse(string eventType, ReadOnlySpan<byte> data, Base64ImageExtractor images) =>
        data.Trim((byte)' ').SequenceEqual("[DONE]"u8) ? ImagesResponse.Done : ImagesResponse.Read(eventType, data, WantsPartials, images);

    private async Task<GenerationUpdate> ReadWholeAsync(Stream start)
    {
        await using var images = new Base64ImageExtractor(start, call);
        using var body = await call.ReadAsync(images, null);
        return await ResultAsync(ImagesResponse.Read(null, body.Bytes.Span, WantsPartials, images))
            ?? (GenerationUpdate?)ImageFromText(body.Bytes.Span)
            ?? Failed(body.Bytes.IsEmpty
                ? call.ExplainTruncatedResponse(null, 0)
                : new Failure(FailureCode.BadOutput, $"{_service.Name} responded with something other than an image."));
    }

    /// <summary>Reads an image from text: a data URL, or base64 alone.</summary>
    private GenerationUpdate.FinalImage? ImageFromText(ReadOnlySpan<byte> text)
    {
        var image = Base64Image.Decode(text);
        if (image is not null && ImageFormats.Detect(image.Bytes.Span) is not null)
        {
            return new GenerationUpdate.FinalImage(image) { Seed = request.Seed };
        }

        image?.Dispose();
        return null;
    }

    /// <returns>The final image or the failure; null if the response holds neither.</returns>
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
            var (downloaded, failure) = await download.FetchAsync(address, call);
            return downloaded is null ? Failed(failure!) : Final(downloaded, read);
        }

        return read.Unreadable
            ? Failed(FailureCode.BadOutput, $"{_service.Name} sent an image that is not valid base64.")
            : null;
    }

    /// <summary>No server returns the seed, but those that accept one use it unchanged.</summary>
    private GenerationUpdate.FinalImage Final(EncodedImage image, ImagesResponse read) => new(image)
    {
        Model = read.Model,
        RevisedPrompt = read.RevisedPrompt,
        Seed = request.Seed,
        Quality = read.Quality,
        Reported = ReportedOutput.Create(read.Size, read.Background, read.OutputFormat),
        Usage = read.Usage.Tokens,
        CostUsd = read.Usage.CostUsd,
    };

    private static GenerationUpdate.Failed Failed(FailureCode code, string message) => Failed(new Failure(code, message));

    private static GenerationUpdate.Failed Failed(Failure failure) => new(failure);
}
