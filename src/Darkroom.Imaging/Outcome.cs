namespace Darkroom.Imaging;

/// <summary>The reason why an image was rejected.</summary>
public enum RejectReason
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>More bytes than <see cref="ImageLimits.MaxBytes"/>.</summary>
    TooManyBytes,

    /// <summary>The bytes do not begin with the signature of a supported format.</summary>
    UnknownFormat,

    /// <summary>The signature is valid, but the header or the pixels do not decode, or the file is truncated.</summary>
    Corrupt,

    /// <summary>More pixels than <see cref="ImageLimits.MaxEdge"/> or <see cref="ImageLimits.MaxPixels"/>.</summary>
    TooLarge,

    /// <summary>More frames than <see cref="ImageLimits.MaxFrames"/>.</summary>
    TooManyFrames,
}

/// <summary>The result of processing untrusted bytes. An invalid image is a value, not an exception.</summary>
public abstract record Outcome<T>
{
    private protected Outcome()
    {
    }

    /// <summary>The operation succeeded.</summary>
    public sealed record Ok(T Value) : Outcome<T>;

    /// <summary>The image was rejected. A retry with the same bytes gives the same result.</summary>
    /// <param name="Reason">The reason, for code.</param>
    /// <param name="Message">A sentence for users. It never contains data from the bytes.</param>
    public sealed record Rejected(RejectReason Reason, string Message) : Outcome<T>;
}
