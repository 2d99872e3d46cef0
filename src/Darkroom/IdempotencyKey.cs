namespace Darkroom;

/// <summary>A client's name for a request, so that sending it twice starts it once.</summary>
/// <param name="Key">The key, 1 to 255 characters.</param>
/// <param name="BodyHash">A hash of the request, in hexadecimal.</param>
public sealed record IdempotencyKey(string Key, string BodyHash)
{
    /// <summary>True if the server made the key and not a client, so that it means the same for every caller.</summary>
    public bool FromServer { get; init; }

    /// <summary>Returns the key of one of the generations that a request starts.</summary>
    /// <param name="index">Its index; the first has the client's key.</param>
    /// <remarks>No client can send a key with a line break.</remarks>
    public IdempotencyKey Of(int index) =>
        index == 0 ? this : this with { Key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Key}\n{index}") };
}
