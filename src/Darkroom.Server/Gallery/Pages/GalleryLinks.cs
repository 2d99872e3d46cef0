using System.Globalization;
using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.Extensions;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>Addresses of gallery views: the address holds the whole view, so it can be kept and shared.</summary>
internal static class GalleryLinks
{
    public static string To(GalleryQuery query, long? cursor = null)
    {
        var builder = new QueryBuilder();
        Add("q", query.Text);
        Add("provider", query.Provider);
        Add("cursor", cursor?.ToString(CultureInfo.InvariantCulture));
        return "/gallery" + builder.ToQueryString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                builder.Add(name, value);
            }
        }
    }
}
