using System.Text;
using DomSec.Layers;

namespace DomSec.Classification;

/// <summary>The layers in one line, such as <c>E(S(S0(content)))</c> (decision 10).</summary>
internal static class StructureText
{
    public static string Of(MessageWalk walk)
    {
        var text = new StringBuilder();
        int open = 0;
        foreach (MessageLayer layer in walk.Layers)
        {
            string? letter = layer.Kind switch
            {
                LayerKind.Signed or LayerKind.Receipt => "S",
                LayerKind.NullSigned => "S0",
                LayerKind.Enveloped => "E",
                LayerKind.AuthEnveloped => "A",
                LayerKind.Compressed => "C",
                LayerKind.Digested => "D",
                LayerKind.EncryptedData => "X",
                LayerKind.Authenticated => "M",
                LayerKind.SignedAndEnveloped => "SE",
                LayerKind.TimeStamp => "T",
                _ => null,
            };
            if (letter is null)
            {
                break;
            }

            text.Append(letter).Append('(');
            open++;
        }

        text.Append(walk.ReachedContent ? "content" : "?");
        return text.Append(')', open).ToString();
    }
}
