using Darkroom.Imports;

namespace Darkroom.Server.Imports.Api;

/// <summary>A part of an upload: a file, or a text that may belong to an image.</summary>
internal sealed record UploadedPart(UploadedFile? File, string Name, string? Text)
{
    public UploadedPart(UploadedFile file)
        : this(file, file is UploadedFile.Usable(var usable) ? usable.Name : "", null)
    {
    }

    public UploadedPart(string name, string text)
        : this(null, name, text)
    {
    }
}

/// <summary>Joins an image with the text that is next to it in an upload and has the same name except for the extension.</summary>
internal static class BesideText
{
    public static async IAsyncEnumerable<UploadedFile> Join(IAsyncEnumerable<UploadedPart> parts)
    {
        ImportFile? image = null;
        UploadedPart? text = null;
        await foreach (var part in parts)
        {
            if (part.Text is not null)
            {
                if (image is not null && IsBeside(part, image))
                {
                    yield return new UploadedFile.Usable(image with { TextBeside = part.Text });
                    image = null;
                }
                else
                {
                    text = part;
                }

                continue;
            }

            if (image is not null)
            {
                yield return new UploadedFile.Usable(image);
                image = null;
            }

            if (part.File is UploadedFile.Usable(var file) && file.TextBeside is null)
            {
                image = text is not null && IsBeside(text, file) ? file with { TextBeside = text.Text } : file;
            }
            else
            {
                yield return part.File!;
            }
        }

        if (image is not null)
        {
            yield return new UploadedFile.Usable(image);
        }
    }

    private static bool IsBeside(UploadedPart text, ImportFile image) => FileNames.Stem(text.Name) == FileNames.Stem(image.Name);
}
