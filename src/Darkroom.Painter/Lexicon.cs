namespace Darkroom.Painter;

/// <summary>Looks up the meanings of words. An English plural matches its singular; a stem matches every word that starts with it.</summary>
internal sealed class Lexicon<T>
{
    private readonly Dictionary<string, List<T>> _words = [];
    private readonly List<(string Start, T Meaning)> _stems = [];

    /// <param name="lists">The meanings with their words, separated by spaces. A star marks a stem.</param>
    public Lexicon(IEnumerable<(T Meaning, string Words)> lists)
    {
        foreach (var (meaning, words) in lists)
        {
            foreach (var word in words.Split(' '))
            {
                Add(word, meaning);
            }
        }
    }

    public IEnumerable<T> Find(string word)
    {
        var stems = _stems.Where(stem => word.StartsWith(stem.Start, StringComparison.Ordinal)).Select(stem => stem.Meaning);
        var singular = word is [.. var start, 's'] ? start : word;
        var exact = _words.TryGetValue(word, out var meanings) || _words.TryGetValue(singular, out meanings) ? meanings : [];
        return exact.Concat(stems);
    }

    private void Add(string word, T meaning)
    {
        if (word is [.. var start, '*'])
        {
            _stems.Add((start, meaning));
        }
        else if (_words.TryGetValue(word, out var meanings))
        {
            meanings.Add(meaning);
        }
        else
        {
            _words[word] = [meaning];
        }
    }
}
