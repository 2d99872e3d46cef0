namespace Darkroom.Imaging;

/// <summary>Why a picture was not accepted.</summary>
public enum RejectReason
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>More bytes than <see cref="ImageLimits.MaxBytes"/>.</summary>
    TooManyBytes,

    /// <summary>The bytes do not begin like a format that is read.</summary>
    UnknownFormat,

    /// <summary>It begins well, but its header or its pixels do not decode, or it ends too early.</summary>
    Corrupt,

    /// <summary>More pixels than <see cref="ImageLimits.MaxEdge"/> or <see cref="ImageLimits.MaxPixels"/>.</summary>
    TooLarge,

    /// <summary>More frames than <see cref="ImageLimits.MaxFrames"/>.</summary>
    TooManyFrames,
}

/// <summary>How an attempt on somebody else's bytes ended. A bad picture is a value, not an exception.</summary>
public abstract record Outcome<T>
{
    private protected Outcome()
    {
    }

    /// <summary>It worked.</summary>
    public sealed record Ok(T Value) : Outcome<T>;

    /// <summary>The picture was not accepted; trying again with the same bytes ends the same way.</summary>
    /// <param name="Reason">For the program.</param>
    /// <param name="Message">One sentence fit for a person; it never holds anything from the bytes.</param>
    public sealed record Rejected(RejectReason Reason, string Message) : Outcome<T>;
}
