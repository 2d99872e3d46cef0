using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Darkroom.Client;

/// <summary>Downloads one file, continues after a lost connection, and compares the result with what the server announced.</summary>
internal sealed class Download(Transport transport, Uri address, Stream destination)
{
    private const int BufferSize = 128 * 1024;

    private readonly DarkroomClientOptions _options = transport.Options;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;
    private long? _length;
    private EntityTagHeaderValue? _tag;
    private string _mime = "";

    /// <summary>Downloads the file.</summary>
    /// <param name="resumable">Whether the server sends parts of the file.</param>
    /// <param name="tagIsHash">Whether its entity tag is the SHA-256 of the content.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DarkroomException">There is no such file, the connection is lost too often, or the content is not what was announced.</exception>
    public async Task<DownloadedFile> RunAsync(bool resumable, bool tagIsHash, CancellationToken cancellationToken)
    {
        using var hash = _hash;
        var retries = 0;
        while (await TryAsync(cancellationToken).ConfigureAwait(false) is { } fault)
        {
            if ((_written > 0 && !resumable) || retries++ >= _options.MaxRetries)
            {
                throw fault;
            }

            await Task.Delay(TimeSpan.FromSeconds(0.5 * retries), _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        var sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (_length is { } length && length != _written)
        {
            throw new DarkroomException(ErrorCodes.Damaged, FormattableString.Invariant($"The file has {_written} bytes instead of {length}."));
        }

        var expected = _tag?.Tag.Trim('"');
        return tagIsHash && expected?.Length == sha256.Length && expected != sha256
            ? throw new DarkroomException(ErrorCodes.Damaged, "The content of the file does not have the announced hash.")
            : new DownloadedFile(_mime, _written, sha256);
    }

    /// <summary>Reads as much as one connection delivers.</summary>
    /// <returns>Why it was lost; null if the file is complete.</returns>
    private async Task<DarkroomException?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (_written > 0)
            {
                request.Headers.Range = new RangeHeaderValue(_written, null);
                request.Headers.IfRange = _tag is null ? null : new RangeConditionHeaderValue(_tag);
            }

            using var response = await transport.OpenAsync(request, cancellationToken).ConfigureAwait(false);
            Begin(response);
            await CopyAsync(response, cancellationToken).ConfigureAwait(false);
            return _length is { } length && _written < length ? new DarkroomException(ErrorCodes.ConnectionFailed, "The connection broke.") : null;
        }
        catch (DarkroomException fault) when (fault.IsTransient)
        {
            return fault;
        }
    }

    private void Begin(HttpResponseMessage response)
    {
        if (_written == 0)
        {
            _length = response.Content.Headers.ContentLength;
            _tag = response.Headers.ETag;
            _mime = response.Content.Headers.ContentType?.MediaType ?? "application/octet-stream";
        }
        else if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != _written)
        {
            throw new DarkroomException(ErrorCodes.Damaged, "The connection broke, and the server cannot continue where it did.");
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (await ReadAsync(body, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                _hash.AppendData(buffer, 0, read);
                _written += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_options.SilenceTimeout, _options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        return await Transport.TranslateAsync(() => body.ReadAsync(buffer, linked.Token).AsTask(), cancellationToken).ConfigureAwait(false);
    }
}
