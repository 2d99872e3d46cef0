using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// Turns an answer that began well (HTTP 200) into updates. The picture is final when its <c>output_item.done</c> comes:
/// <c>image_generation_call.completed</c> is not always sent, and the item's status is not always "completed".
/// </summary>
/// <param name="body">The answer.</param>
/// <param name="call">The call it answers.</param>
/// <param name="partialsWanted">Whether partial images were asked for; one is sent unasked, and is the final image itself.</param>
/// <param name="key">The API key, so that it is never quoted.</param>
internal sealed class OpenAiStream(BoundedStream body, ProviderCall call, bool partialsWanted, string? key)
{
    private const int LongestQuote = 300;

    // What the picture cost is told only after it, behind the text model's closing words and one more copy of the picture.
    // Usually that comes at once; nobody waits longer than this to see a picture that is there.
    private static readonly TimeSpan UsageWait = TimeSpan.FromSeconds(1);

    private readonly OpenAiEventReader _reader = new(partialsWanted);
    private string? _imageModel;
    private string? _text;
    private bool _refused;

    /// <summary>Reads server-sent events, up to a final image or a failure.</summary>
    public async IAsyncEnumerable<GenerationUpdate> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = SseParser.Create(body, _reader.Read).EnumerateAsync(cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var working = false;
        var partials = 0;
        while (true)
        {
            var (read, broken) = await NextAsync(events);
            Note(read);
            if (read is { Kind: OpenAiEventKind.Working } && !working)
            {
                working = true;
                yield return new GenerationUpdate.Progress(null);
            }
            else if (read is { Kind: OpenAiEventKind.Partial, Image: { } image })
            {
                yield return new GenerationUpdate.PartialImage(read.PartialIndex ?? partials, image);
                partials++;
            }
            else if ((broken is null ? EndOf(read) : new GenerationUpdate.Failed(broken)) is { } end)
            {
                yield return end is GenerationUpdate.FinalImage final && read.Kind is OpenAiEventKind.Item
                    ? await WithUsageAsync(final, events)
                    : end;
                yield break;
            }
        }
    }

    /// <summary>Reads a whole response, as sent by a server that does not stream.</summary>
    public async Task<GenerationUpdate> ReadWholeAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = 0;
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    Grow(ref buffer);
                }
            }

            var answer = _reader.ReadWhole(buffer.AsSpan(0, length));
            Note(answer);
            return EndOf(answer) ?? Failed(length == 0
                ? call.ExplainEarlyEnd(null, 0)
                : new Failure(FailureCode.BadOutput, "OpenAI answered with something else than a picture."));
        }
        catch (Exception e) when (ProviderCall.Expects(e))
        {
            return Failed(call.ExplainEarlyEnd(e, body.Received));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private async ValueTask<(OpenAiEvent Event, Failure? Broken)> NextAsync(IAsyncEnumerator<SseItem<OpenAiEvent>> events)
    {
        var end = new OpenAiEvent(OpenAiEventKind.End);
        try
        {
            return (await events.MoveNextAsync() ? events.Current.Data : end, null);
        }
        catch (Exception e) when (ProviderCall.Expects(e))
        {
            return (end, call.ExplainEarlyEnd(e, body.Received));
        }
    }

    private async Task<GenerationUpdate.FinalImage> WithUsageAsync(
        GenerationUpdate.FinalImage final, IAsyncEnumerator<SseItem<OpenAiEvent>> events)
    {
        call.Allow(UsageWait);
        try
        {
            while (true)
            {
                var (read, broken) = await NextAsync(events);
                if (broken is not null || read.Kind is OpenAiEventKind.Completed or OpenAiEventKind.Incomplete
                    or OpenAiEventKind.Failed or OpenAiEventKind.End)
                {
                    // Whatever goes wrong now, the picture is there.
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

    private void Note(OpenAiEvent read)
    {
        _imageModel = read.ImageModel ?? _imageModel;
        _text = read.Text ?? _text;
        _refused |= read.Refused;
    }

    private GenerationUpdate? EndOf(OpenAiEvent read)
    {
        if (read is { Kind: not OpenAiEventKind.Partial, Image: { } image })
        {
            return new GenerationUpdate.FinalImage(image)
            {
                Model = _imageModel,
                RevisedPrompt = read.RevisedPrompt,
                Usage = read.Usage,
            };
        }

        if (read.Unreadable)
        {
            return Failed(new Failure(FailureCode.BadOutput, "OpenAI's picture arrived damaged: it is not valid base64."));
        }

        return read.Kind switch
        {
            OpenAiEventKind.Completed => Failed(NoPicture()),
            OpenAiEventKind.Incomplete => Failed(CutShort(read.IncompleteReason)),
            OpenAiEventKind.Failed => Failed(OpenAiErrors.Of(read.Error ?? new OpenAiError(null, null, null), key)),
            OpenAiEventKind.End => Failed(call.ExplainEarlyEnd(null, body.Received)),
            _ => null,
        };
    }

    private Failure NoPicture()
    {
        var said = OpenAiErrors.Quotable(_text, key, LongestQuote);
        return (_refused, said) switch
        {
            (true, _) => new Failure(
                FailureCode.ModerationBlocked, $"The model refused: {said}", Moderation: new ModerationVerdict("input", [])),
            (false, null) => new Failure(FailureCode.BadOutput, "OpenAI finished without a picture."),
            _ => new Failure(FailureCode.BadOutput, $"The model answered with text instead of a picture: {said}"),
        };
    }

    private static Failure CutShort(string? reason) => reason switch
    {
        "content_filter" => new Failure(
            FailureCode.ModerationBlocked,
            "OpenAI's content filter stopped this picture.",
            Moderation: new ModerationVerdict("output", [])),
        "max_output_tokens" => new Failure(
            FailureCode.BadOutput, "OpenAI stopped before the picture: the text model ran out of output tokens."),
        _ => new Failure(FailureCode.BadOutput, "OpenAI stopped before the picture was finished."),
    };

    private static GenerationUpdate.Failed Failed(Failure failure) => new(failure);
}
