using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// Converts the successful responses of one call into updates: one response, or several if an aborted stream is resumed in background mode.
/// The image is final when its <c>output_item.done</c> arrives: <c>image_generation_call.completed</c> is not always sent, and the item's status
/// is not always "completed".
/// </summary>
/// <param name="partialsWanted">Whether partial images were requested. If not, one is sent all the same, which is the final image.</param>
/// <param name="cursor">The position in the response; null outside background mode.</param>
internal sealed class OpenAiStream(ProviderCall call, ServiceProfile service, bool partialsWanted, OpenAiCursor? cursor = null)
{
    private const int MaxQuoteLength = 300;

    // The usage follows the image, after the text model's closing text and another copy of the image. It usually arrives at once; the finished
    // image is not delayed for longer than this.
    private static readonly TimeSpan UsageTimeout = TimeSpan.FromSeconds(1);

    private readonly OpenAiEventReader _reader = new(partialsWanted);
    private string? _imageModel;
    private string? _text;
    private bool _refused;
    private bool _working;
    private int _partials;

    /// <summary>Whether the last stream ended normally but without the response's end.</summary>
    public bool EndedWithoutResult { get; private set; }

    private bool Resumable => cursor is { Token: not null };

    /// <summary>
    /// Reads server-sent events up to a final image or a failure, or to where the connection broke if the response can be resumed there.
    /// </summary>
    public async IAsyncEnumerable<GenerationUpdate> ReadEventsAsync(
        Stream start, BoundedStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var images = new Base64ImageExtractor(start, call);
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

    /// <summary>Reads a whole response, as sent by a server that does not stream or for a poll.</summary>
    /// <param name="start">The response from its start.</param>
    /// <param name="body">Counts the received bytes.</param>
    /// <returns>A final image or a failure. For a response that continues in the background: the first progress, or null.</returns>
    public async Task<GenerationUpdate?> ReadWholeAsync(Stream start, BoundedStream body)
    {
        await using var images = new Base64ImageExtractor(start, call);
        _reader.Images = images;
        try
        {
            using var whole = await call.ReadAsync(images, null);
            return UpdateOf(_reader.ReadWhole(whole.Bytes.Span, background: cursor is not null), body);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            return Resumable && ProviderCall.IsConnectionLost(e) ? null : Broken(call.ExplainTruncatedResponse(e, body.Received));
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
            : new Failure(FailureCode.BadOutput, "OpenAI responded with something other than an image."));
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
                    // The image is complete, so later errors are ignored.
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

    /// <summary>Whether this is the first progress in all of the call's responses.</summary>
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
            return Failed(new Failure(FailureCode.BadOutput, "OpenAI sent an image that is not valid base64."));
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
        var text = service.Sanitize(_text, MaxQuoteLength);
        return (_refused, text) switch
        {
            (true, _) => new Failure(
                FailureCode.ModerationBlocked, $"The model refused: {text}", Moderation: new ModerationVerdict("input", [])),
            (false, null) => new Failure(FailureCode.BadOutput, "OpenAI finished without an image."),
            _ => new Failure(FailureCode.BadOutput, $"The model responded with text instead of an image: {text}"),
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

    // After a timeout the response may continue beyond the call.
    private GenerationUpdate.Failed Broken(Failure failure) =>
        new(failure) { WorkContinues = Resumable && failure.Code is FailureCode.Timeout };
}
