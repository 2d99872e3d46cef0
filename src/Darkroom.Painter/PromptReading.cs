using System.Numerics;

namespace Darkroom.Painter;

/// <summary>The content that the painter recognizes in a prompt.</summary>
/// <param name="Motifs">All recognized motifs.</param>
/// <param name="Colours">Up to three colours in the prompt's order.</param>
/// <param name="Hash">A hash of the whole prompt, so that unknown words change the image too.</param>
internal sealed record PromptReading(Motif Motifs, IReadOnlyList<Vector3> Colours, ulong Hash)
{
    public static PromptReading Read(string prompt)
    {
        var lower = prompt.ToLowerInvariant();
        var words = Words(lower);
        return new PromptReading(Vocabulary.Motifs(lower, words), Vocabulary.Colours(words, 3), Dice.Scramble(Dice.HashOf(lower)));
    }

    public bool Has(Motif any) => (Motifs & any) != 0;

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsLetter(text[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(text[start..i]);
                start = -1;
            }
        }

        return words;
    }
}
