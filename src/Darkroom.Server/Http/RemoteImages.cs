using System.Net.Sockets;
using System.Text;
using Darkroom.Imaging;
using Darkroom.Providers.Http;

namespace Darkroom.Server.Http;

/// <summary>Loads the images that a request names by an https address. Addresses of private networks are refused, whatever a name resolves to.</summary>
internal sealed class RemoteImages(ImageLimits limits)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Reads what a client wrote for an image: an https address, a data URL, or the id of an image in the gallery.</summary>
    /// <returns>The image; <see cref="ImageReference.Unreadable"/> says why there is none.</returns>
    public async Task<ImageReference> ReadAsync(string? text, CancellationToken cancellationToken) =>
        text?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true && Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? await LoadAsync(address, cancellationToken)
            : text is not null && (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || Ids.IsWellFormed(text)) ? ImageReference.Read(Encoding.UTF8.GetBytes(text))
            : new ImageReference.Unreadable("Send a data URL (data:image/png;base64,…), a public https address, or the id of an image in the gallery.");

    private async Task<ImageReference> LoadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var client = ProviderHttp.CreatePublicClient(useProxy: false);
            client.MaxResponseContentBufferSize = limits.MaxBytes;
            return new ImageReference.Inline(await client.GetByteArrayAsync(address, deadline.Token));
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new ImageReference.Unreadable($"The image at {PageText.Short(address.Host, 60)} could not be loaded. Send a public https address, or a data URL.");
        }
    }
}
