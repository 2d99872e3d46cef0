namespace Darkroom.Texts;

/// <summary>A text model. Expected failures are data.</summary>
public interface ITextGenerator
{
    /// <summary>Whether it can be used, and what it is, as of now.</summary>
    TextSetup Setup { get; }

    /// <summary>Writes a text. The result is what a stranger wrote: it may be shown and stored as text, and nothing more.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task<TextOutcome> GenerateAsync(TextRequest request, CancellationToken cancellationToken);
}

/// <summary>The state of the text model.</summary>
/// <param name="Service">The host that texts are sent to.</param>
/// <param name="Model">The name of the model; null if none is chosen.</param>
/// <param name="PriceScope">The id of the provider whose prices apply; null if they are unknown.</param>
/// <param name="MissingSetting">The setting without which it cannot be used; null if it can.</param>
/// <param name="Paid">False for a server on the private network without a key.</param>
public sealed record TextSetup(string Service, string? Model, string? PriceScope, string? MissingSetting, bool Paid)
{
    public bool Configured => MissingSetting is null;
}

/// <summary>What a text model is asked for.</summary>
/// <param name="Instructions">What to do, written by Darkroom.</param>
/// <param name="Text">What to do it with, which may come from anyone and is sent apart from the instructions.</param>
/// <param name="MaxTokens">The maximum length of the result, in tokens.</param>
public sealed record TextRequest(string Instructions, string Text, int MaxTokens);

/// <summary>The outcome of <see cref="ITextGenerator.GenerateAsync"/>.</summary>
public abstract record TextOutcome
{
    private TextOutcome()
    {
    }

    /// <param name="Text">The text, without white space around it.</param>
    /// <param name="Usage">The billed tokens; null if they are not reported.</param>
    public sealed record Written(string Text, TokenUsage? Usage) : TextOutcome;

    /// <param name="Billed">True if the call may cost something nevertheless.</param>
    public sealed record Failed(Failure Failure, bool Billed) : TextOutcome;
}
