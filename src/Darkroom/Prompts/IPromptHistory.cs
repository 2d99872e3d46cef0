using System.Collections.Immutable;
using Darkroom.Generations;

namespace Darkroom.Prompts;

/// <summary>
/// The prompts that people used, each once, in the order of their last use. <see cref="IGenerationStore.CreateAllAsync"/> writes them. Every verb is
/// one transaction unless it says otherwise.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written, or a search takes too long. Thrown by every verb.</exception>
public interface IPromptHistory
{
    /// <summary>The maximum number of prompts on a page.</summary>
    const int MaxPage = 200;

    /// <summary>Returns prompts, the one that was used last first.</summary>
    Task<PromptPage> PageAsync(PromptQuery query, CancellationToken cancellationToken);

    /// <summary>Stars a prompt, or takes the star away.</summary>
    /// <returns>The prompt; null if there is none with this id.</returns>
    Task<UsedPrompt?> StarAsync(string id, bool starred, CancellationToken cancellationToken);

    /// <returns>False if there is none with this id.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes all prompts without a star, in several transactions. Those that are used meanwhile stay.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}

/// <summary>A prompt of the history.</summary>
public sealed record UsedPrompt
{
    /// <summary>32 hexadecimal digits that follow from the texts.</summary>
    public required string Id { get; init; }

    public required string Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    /// <summary>The time of the last use.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>How often it was used.</summary>
    public required long Uses { get; init; }

    public bool Starred { get; init; }
}

/// <summary>A selection of the history.</summary>
/// <param name="Text">The words that a prompt contains, of which the last one may be unfinished; null for any.</param>
/// <param name="Starred">Only those with a star.</param>
/// <param name="Before">The cursor of the page before; null for the first page.</param>
/// <param name="Limit">The maximum number of prompts, 1 to <see cref="IPromptHistory.MaxPage"/>.</param>
public sealed record PromptQuery(string? Text = null, bool Starred = false, long? Before = null, int Limit = 50);

/// <summary>A page of the history.</summary>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record PromptPage(ImmutableArray<UsedPrompt> Prompts, long? Next);
