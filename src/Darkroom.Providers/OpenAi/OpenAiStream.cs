using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// Turns the answers of one call that began well (HTTP 200) into updates: one answer, or several where the work goes on in the
/// background and a connection broke. The image is final when its <c>output_item.done</c> comes:
/// <c>image_generation_call.completed</c> is not always sent, and the item's status is not always "completed".
/// </summary>
/// <param name="call">The call they answer.</param>
/// <param name="service">Whose words they are.</param>
/// <param name="partialsWanted">Whether partial images were asked for; one is sent unasked, and is the final image itself.</param>
/// <param name="cursor">Where in a response we are; null where it ends with its connection.</param>
internal sealed class OpenAiStream(ProviderCall call, ServiceProfile service, bool partialsWanted, OpenAiCursor? cursor = null)
{
    private const int MaxQuoteLength = 300;

    // What the image cost is told only after it, behind the text model's closing words and one more copy of the image.
    // Usually that comes at once; nobody waits longer than this to see an image that is there.
    private static readonly TimeSpan UsageTimeout = TimeSpan.FromSeconds(1);

    private readonly OpenAiEventReader _reader = new(partialsWanted);
    private string? _imageModel;
    private string? _text;
    private bool _refused;
    private bool _working;
    private int _partials;

    /// <summary>Whether the last stream ended properly, and yet without an end of the response.</summary>
    public bool EndedWithoutResult { get; private set; }

    private bool Resumable => cursor is { Token: not null };

    /// <summary>
    /// Reads server-sent events, up to a final image or a failure; or to where the connection broke, if the response can be picked
    /// up there.
    /// </summary>
    public async IAsyncEnumerable<GenerationUpdate> ReadEventsAsync(
        Stream start, BoundedStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var images = new Base64ImageExtractor(start);
        _reader.Images = images;
        await using var events = SseParser.Create(images, _reader.Read).EnumerateAsync(cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        EndedWithoutResult = false;
        while (true)
        {
            var (read, broken, cut) = await NextAsync(events, body);
            var repeated = cursor?.Repeats(read) is true;
            Record(read);
            if (repeated)
            {
                read.Image?.Dispose();
            }
            else if (IsFirstProgress(read))
            {
                yield return new GenerationUpdate.Progress(null);
            }
            else if (read is { Kind: OpenAiEventKind.Partial, Image: { } image })
            {
                yield return new GenerationUpdate.PartialImage(read.PartialIndex ?? _partials, image);
                _partials++;
            }
            else if (Resumable && (cut || (read.Kind is OpenAiEventKind.End && broken is null)))
            {
                EndedWithoutResult = !cut;
                yield break;
            }
            else if ((broken is null ? ResultOf(read, body) : Broken(broken)) is { } end)
            {
                yield return end is GenerationUpdate.FinalImage final && read.Kind is OpenAiEventKind.Item
                    ? await WithUsageAsync(final, events, body)
                    : end;
                yield break;
            }

            if (cursor?.TakeNewToken() is { } token)
            {
                yield return new GenerationUpdate.Resumable(token);
            }
        }
    }

    /// <summary>Reads a whole response, as sent by a server that does not stream, or when one asks how far it is.</summary>
    /// <param name="start">The answer from its beginning.</param>
    /// <param name="body">Counts what has come.</param>
    /// <returns>
    /// A final image or a failure. Of a response that goes on in the background: progress where that is news, or null.
    /// </returns>
    public async Task<GenerationUpdate?> ReadWholeAsync(Stream start, BoundedStream body, CancellationToken cancellationToken)
    {
        PooledBuffer read = default;
        await using var images = new Base64ImageExtractor(start);
        _reader.Images = images;
        try
        {
            read = await PooledBuffer.ReadAsync(images, null, cancellationToken);
            return UpdateOf(_reader.ReadWhole(read.Array.AsSpan(0, read.Length), background: cursor is not null), body);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            return Resumable && ProviderCall.IsConnectionLost(e) ? null : Broken(call.ExplainTruncatedResponse(e, body.Received));
        }
        finally
        {
            if (read.Array is { } rented)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private GenerationUpdate? UpdateOf(OpenAiEvent whole, BoundedStream body)
    {
        Record(whole);
        if (ResultOf(whole, body) is { } end)
        {
            return end;
        }

        if (Resumable)
        {
            return IsFirstProgress(whole) ? new GenerationUpdate.Progress(null) : null;
        }

        return Failed(body.Received == 0
            ? call.ExplainTruncatedResponse(null, 0)
            : new Failure(FailureCode.BadOutput, "OpenAI answered with something else than an image."));
    }

    private async ValueTask<(OpenAiEvent Event, Failure? Broken, bool Cut)> NextAsync(
        IAsyncEnumerator<SseItem<OpenAiEvent>> events, BoundedStream body)
    {
        var end = new OpenAiEvent(OpenAiEventKind.End);
        try
        {
            return (await events.MoveNextAsync() ? events.Current.Data : end, null, false);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            return (end, call.ExplainTruncatedResponse(e, body.Received), ProviderCall.IsConnectionLost(e));
        }
    }

    private async Task<GenerationUpdate.FinalImage> WithUsageAsync(
        GenerationUpdate.FinalImage final, IAsyncEnumerator<SseItem<OpenAiEvent>> events, BoundedStream body)
    {
        call.SetTimeout(UsageTimeout);
        try
        {
            while (true)
            {
                var (read, broken, _) = await NextAsync(events, body);
                if (broken is not null || read.Kind is OpenAiEventKind.Completed or OpenAiEventKind.Incomplete
                    or OpenAiEventKind.Failed or OpenAiEventKind.Cancelled or OpenAiEventKind.End)
                {
                    // Whatever goes wrong now, the image is there.
                    return final with { Usage = read.Usage, Model = read.ImageModel ?? final.Model };
                }
            }
        }
        catch
        {
            final.Image.Dispose();
            throw;
        }
    }

    /// <summary>Whether this is the first sign of work, in all of the call's answers.</summary>
    private bool IsFirstProgress(OpenAiEvent read) => read.Kind is OpenAiEventKind.Working && !_working && (_working = true);

    private void Record(OpenAiEvent read)
    {
        _imageModel = read.ImageModel ?? _imageModel;
        _text = read.Text ?? _text;
        _refused |= read.Refused;
        cursor?.Advance(read);
    }

    private GenerationUpdate? ResultOf(OpenAiEvent read, BoundedStream body)
    {
        if (read is { Kind: not OpenAiEventKind.Partial, Image: { } image })
        {
            return new GenerationUpdate.FinalImage(image)
            {
                Model = _imageModel,
                RevisedPrompt = read.RevisedPrompt,
                Quality = read.Quality,
                Reported = read.Reported,
                Usage = read.Usage,
            };
        }

        if (read.Unreadable)
        {
            return Failed(new Failure(FailureCode.BadOutput, "OpenAI's image arrived damaged: it is not valid base64."));
        }

        return read.Kind switch
        {
            OpenAiEventKind.Completed => Failed(NoImage()),
            OpenAiEventKind.Incomplete => Failed(CutShort(read.IncompleteReason)),
            OpenAiEventKind.Failed => Failed(service.Explain(read.Error ?? ServiceError.Empty)),
            OpenAiEventKind.Cancelled => Failed(new Failure(FailureCode.Cancelled, "The image was cancelled at OpenAI.")),
            OpenAiEventKind.End => Failed(call.ExplainTruncatedResponse(null, body.Received)),
            _ => null,
        };
    }

    private Failure NoImage()
    {
        var said = service.Sanitize(_text, MaxQuoteLength);
        return (_refused, said) switch
        {
            (true, _) => new Failure(
                FailureCode.ModerationBlocked, $"The model refused: {said}", Moderation: new ModerationVerdict("input", [])),
            (false, null) => new Failure(FailureCode.BadOutput, "OpenAI finished without an image."),
            _ => new Failure(FailureCode.BadOutput, $"The model answered with text instead of an image: {said}"),
        };
    }

    private static Failure CutShort(string? reason) => reason switch
    {
        "content_filter" => new Failure(
            FailureCode.ModerationBlocked,
            "OpenAI's content filter stopped this image.",
            Moderation: new ModerationVerdict("output", [])),
        "max_output_tokens" => new Failure(
            FailureCode.BadOutput, "OpenAI stopped before the image: the text model ran out of output tokens."),
        _ => new Failure(FailureCode.BadOutput, "OpenAI stopped before the image was finished."),
    };

    private static GenerationUpdate.Failed Failed(Failure failure) => new(failure);

    // Not the response's own end: it only has outlasted the call.
    private GenerationUpdate.Failed Broken(Failure failure) =>
        new(failure) { WorkContinues = Resumable && failure.Code is FailureCode.Timeout };
}
