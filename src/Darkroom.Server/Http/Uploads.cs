using Microsoft.AspNetCore.Http.Features;

namespace Darkroom.Server.Http;

internal static class Uploads
{
    /// <summary>Returns the form of a request; null if it cannot be read as one.</summary>
    public static async Task<IFormCollection?> TryReadFormAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(new FormOptions { MemoryBufferThreshold = (int)HttpSetup.MaxBody }, cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidDataException or (IOException and not BadHttpRequestException) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public static async Task<byte[]> ReadBytesAsync(this IFormFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
