using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;

namespace Darkroom.Client;

/// <summary>
/// A client of one Darkroom server. Starts generations and follows them while they develop, searches the gallery, and downloads images.
/// Safe for use by many threads at once; one instance is enough for a program.
/// </summary>
/// <remarks>Every call throws <see cref="DarkroomException"/> if it fails, and <see cref="OperationCanceledException"/> if the caller cancels it.</remarks>
public sealed class DarkroomClient : IDisposable
{
    private readonly Transport _transport;
    private readonly HttpClient? _own;

    /// <summary>Creates a client that uses an <see cref="HttpClient"/> of the caller, who disposes it.</summary>
    /// <param name="http">Its time limit holds too: 100 seconds by default, for the beginning of an answer and for the whole of an upload.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">Neither the options nor the <see cref="HttpClient"/> have a base address.</exception>
    public DarkroomClient(HttpClient http, DarkroomClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _transport = new Transport(http, options ?? new DarkroomClientOptions());
    }

    /// <summary>Creates a client with its own connections.</summary>
    /// <param name="options">With the base address of the server.</param>
    /// <exception cref="ArgumentException">The options have no base address.</exception>
    public DarkroomClient(DarkroomClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _own = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(15) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        try
        {
            _transport = new Transport(_own, options);
        }
        catch
        {
            _own.Dispose();
            throw;
        }
    }

    /// <summary>The address of the server, with a slash at its end.</summary>
    public Uri BaseAddress => _transport.BaseAddress;

    /// <summary>Starts a generation. The server makes it whether or not the client stays.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="idempotencyKey">
    /// 1 to 255 characters: the same request with the same key starts nothing new, also from another process. Null for a key of this call, so that
    /// its own retries are safe.
    /// </param>
    /// <param name="cancellationToken">Ends the call. A generation that was started by then continues.</param>
    /// <returns>The generation as it was accepted.</returns>
    public Task<Generation> StartAsync(NewGeneration request, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = idempotencyKey ?? Guid.NewGuid().ToString("N");
        return _transport.CallAsync(Create, ClientJson.Wire.Generation, cancellationToken);

        HttpRequestMessage Create()
        {
            var message = _transport.Request(HttpMethod.Post, "api/generations");
            message.Headers.Add("Idempotency-Key", key);
            message.Content = JsonContent.Create(request, ClientJson.Wire.NewGeneration);
            return message;
        }
    }

    /// <summary>Starts a generation and follows it to its end.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="inline">Which images the events carry.</param>
    /// <param name="cancellationToken">Ends the events. The generation continues; <see cref="CancelAsync(string, CancellationToken)"/> ends it.</param>
    public async IAsyncEnumerable<GenerationEvent> GenerateAsync(
        NewGeneration request, InlineImages inline = InlineImages.None, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var started = await StartAsync(request, null, cancellationToken).ConfigureAwait(false);
        await foreach (var one in FollowAsync(started.Id, 0, inline, cancellationToken).ConfigureAwait(false))
        {
            yield return one;
        }
    }

    /// <summary>
    /// Follows a generation: first the events that exist, then new ones, each exactly once. If the connection is lost, or the server restarts, it
    /// connects again after the last event. Ends after the last event of a generation that has ended.
    /// </summary>
    /// <param name="generationId">The id of the generation.</param>
    /// <param name="after">The <see cref="GenerationEvent.Id"/> of the last event that is known; 0 for all events.</param>
    /// <param name="inline">Which images the events carry.</param>
    /// <param name="cancellationToken">Ends the events. The generation continues.</param>
    public IAsyncEnumerable<GenerationEvent> FollowAsync(
        string generationId, long after = 0, InlineImages inline = InlineImages.None, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(generationId);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return new EventFollower(_transport, generationId, inline).RunAsync(after, cancellationToken);
    }

    /// <summary>Returns a generation as it is now.</summary>
    /// <param name="generationId">The id of the generation.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Generation> GetAsync(string generationId, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(GenerationPath(generationId), ClientJson.Wire.Generation, cancellationToken);

    /// <summary>Cancels all images of a generation that have not ended. Repeating it changes nothing.</summary>
    /// <param name="generationId">The id of the generation.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The generation afterwards.</returns>
    public Task<Generation> CancelAsync(string generationId, CancellationToken cancellationToken = default) =>
        _transport.PostAsync($"{GenerationPath(generationId)}/cancel", ClientJson.Wire.Generation, cancellationToken);

    /// <summary>Cancels one image of a generation. Repeating it changes nothing.</summary>
    /// <param name="generationId">The id of the generation.</param>
    /// <param name="imageIndex">The number of the image, from 0.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The generation afterwards.</returns>
    public Task<Generation> CancelAsync(string generationId, int imageIndex, CancellationToken cancellationToken = default) =>
        _transport.PostAsync($"{ImagePath(generationId, imageIndex)}/cancel", ClientJson.Wire.Generation, cancellationToken);

    /// <summary>Generates a failed or cancelled image again. Repeating it while the image is being made changes nothing.</summary>
    /// <param name="generationId">The id of the generation.</param>
    /// <param name="imageIndex">The number of the image, from 0.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The generation afterwards.</returns>
    public Task<Generation> RetryAsync(string generationId, int imageIndex, CancellationToken cancellationToken = default) =>
        _transport.PostAsync($"{ImagePath(generationId, imageIndex)}/retry", ClientJson.Wire.Generation, cancellationToken);

    /// <summary>Returns the generations that have not ended, in the order in which they are started.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<QueuedGeneration>> GetQueueAsync(CancellationToken cancellationToken = default) =>
        (await _transport.GetAsync("api/queue", ClientJson.Wire.QueuePage, cancellationToken).ConfigureAwait(false)).Runs;

    /// <summary>Returns the providers with their capabilities and state.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ProviderList> ListProvidersAsync(CancellationToken cancellationToken = default) =>
        _transport.GetAsync("api/providers", ClientJson.Wire.ProviderList, cancellationToken);

    /// <summary>Returns the models of a provider, the default first.</summary>
    /// <param name="providerId">The id of the provider, such as <c>painter</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<IReadOnlyList<ModelInfo>> ListModelsAsync(string providerId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerId);
        return _transport.GetAsync($"api/providers/{Uri.EscapeDataString(providerId)}/models", ClientJson.Wire.IReadOnlyListModelInfo, cancellationToken);
    }

    /// <summary>Returns the images of a query, the newest first, page after page while the caller reads on.</summary>
    /// <param name="query">Null for all images.</param>
    /// <param name="cancellationToken">Ends the images.</param>
    public async IAsyncEnumerable<GalleryImage> ListImagesAsync(
        ImageQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await GetImagesAsync(query, cursor, cancellationToken).ConfigureAwait(false);
            foreach (var image in page.Images)
            {
                yield return image;
            }

            cursor = page.NextCursor == cursor ? null : page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Returns one page of images, the newest first.</summary>
    /// <param name="query">Null for all images.</param>
    /// <param name="cursor">The <see cref="ImagePage.NextCursor"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ImagePage> GetImagesAsync(ImageQuery? query, string? cursor, CancellationToken cancellationToken = default)
    {
        query ??= new ImageQuery();
        var path = new StringBuilder("api/images?limit=").Append(CultureInfo.InvariantCulture, $"{query.PageSize}");
        Add("q", query.Text);
        Add("provider", query.Provider);
        Add("model", query.Model);
        Add("favorite", Text(query.Favorite));
        Add("trashed", Text(query.Trashed));
        Add("cursor", cursor);
        return _transport.GetAsync(path.ToString(), ClientJson.Wire.ImagePage, cancellationToken);

        void Add(string name, string? value) => path.Append(value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}");

        static string? Text(bool? value) => value is null ? null : value.Value ? "true" : "false";
    }

    /// <summary>Returns one image, also one in the trash.</summary>
    /// <param name="imageId">The id of the image.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<GalleryImage> GetImageAsync(string imageId, CancellationToken cancellationToken = default) =>
        (await _transport.GetAsync($"api/{FilePath(imageId)}", ClientJson.Wire.ImageDetail, cancellationToken).ConfigureAwait(false)).Image;

    /// <summary>Downloads the original of an image, byte for byte, and verifies its length and its SHA-256. Continues after a lost connection.</summary>
    /// <param name="imageId">The id of the image.</param>
    /// <param name="destination">Gets the bytes. It is neither flushed nor closed.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DarkroomException">It failed. What was written until then is of no use.</exception>
    public Task<DownloadedFile> DownloadAsync(string imageId, Stream destination, CancellationToken cancellationToken = default) =>
        DownloadAsync(_transport.AddressOf(FilePath(imageId)), destination, resumable: true, tagIsHash: true, cancellationToken);

    /// <summary>Downloads an image in a smaller width, as JPEG, or as WebP if it is transparent, and verifies its length.</summary>
    /// <param name="imageId">The id of the image.</param>
    /// <param name="width">The width.</param>
    /// <param name="destination">Gets the bytes. It is neither flushed nor closed.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DarkroomException">It failed. What was written until then is of no use.</exception>
    public Task<DownloadedFile> DownloadAsync(string imageId, ImageWidth width, Stream destination, CancellationToken cancellationToken = default) =>
        DownloadAsync(_transport.AddressOf(string.Create(CultureInfo.InvariantCulture, $"{FilePath(imageId)}/{(int)width}")), destination, resumable: true, tagIsHash: false, cancellationToken);

    /// <summary>Downloads many images as one zip. It cannot be continued after a lost connection.</summary>
    /// <param name="request">Which images, and how they are named.</param>
    /// <param name="destination">Gets the bytes. It is neither flushed nor closed.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DarkroomException">It failed. What was written until then is of no use.</exception>
    public async Task<DownloadedFile> DownloadZipAsync(NewDownload request, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prepared = await _transport.CallAsync(Create, ClientJson.Wire.PreparedDownload, cancellationToken).ConfigureAwait(false);
        return await DownloadAsync(_transport.AddressFrom(prepared.Url), destination, resumable: false, tagIsHash: false, cancellationToken).ConfigureAwait(false);

        HttpRequestMessage Create()
        {
            var message = _transport.Request(HttpMethod.Post, "api/downloads");
            message.Content = JsonContent.Create(request, ClientJson.Wire.NewDownload);
            return message;
        }
    }

    /// <summary>Adds images to the gallery, with the parameters that are in the files. What is there already is not added twice.</summary>
    /// <param name="files">Images, <c>.txt</c> files with their parameters, and zips: together at most 4 GiB.</param>
    /// <param name="tags">The tags of new images; null for none.</param>
    /// <param name="cancellationToken">Ends the import. What is imported until then stays.</param>
    public async Task<ImportReport> ImportAsync(IEnumerable<ImportFile> files, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        using var form = new MultipartFormDataContent();
        if (tags is not null)
        {
            form.Add(new StringContent(string.Join(',', tags)), "tags");
        }

        foreach (var (name, content) in files)
        {
            // The caller closes its own stream.
            var part = new StreamContent(new LimitedStream(content, long.MaxValue, leaveOpen: true));
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, "files", name);
        }

        using var request = _transport.Request(HttpMethod.Post, "api/imports");
        request.Content = form;
        return await _transport.SendOnceAsync(request, ClientJson.Wire.ImportReport, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the client's own connections; those of an <see cref="HttpClient"/> of the caller stay.</summary>
    public void Dispose() => _own?.Dispose();

    internal static string GenerationPath(string generationId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(generationId);
        return $"api/generations/{Uri.EscapeDataString(generationId)}";
    }

    private static string ImagePath(string generationId, int imageIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(imageIndex);
        return string.Create(CultureInfo.InvariantCulture, $"{GenerationPath(generationId)}/images/{imageIndex}");
    }

    private static string FilePath(string imageId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(imageId);
        return $"images/{Uri.EscapeDataString(imageId)}";
    }

    private Task<DownloadedFile> DownloadAsync(Uri address, Stream destination, bool resumable, bool tagIsHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new Download(_transport, address, destination).RunAsync(resumable, tagIsHash, cancellationToken);
    }
}
