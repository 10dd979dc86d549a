using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>
/// What becomes of an encrypted layer's content that is too large to be held: ciphertext is pushed, the verdict comes with
/// <see cref="Finish"/>, once the whole CMS object was read. Three kinds: nobody's, tried for its tag, and read on.
/// </summary>
internal abstract class EnvelopeStream : IDisposable
{
    /// <summary>Octets decrypted in one go: a multiple of every block, and small enough for the second-level cache.</summary>
    protected const int Step = 48 << 10;

    /// <summary>Whether what is inside streams on as it is decrypted, so that it has to be forgotten when the end proves it wrong.</summary>
    public virtual bool IsReading => false;

    /// <summary>Whether another pass over the source gets further than this one did; after <see cref="Finish"/>.</summary>
    public virtual bool NeedsAnotherPass => false;

    public abstract void Write(ReadOnlySpan<byte> ciphertext);

    /// <summary>The content and what follows it is complete. Whether the layer is opened by this pass.</summary>
    /// <param name="tag">The mac field; empty in EnvelopedData.</param>
    /// <param name="associatedData">RFC 5083 section 2.2; null when the attributes do not cover the content type as they must.</param>
    public abstract bool Finish(ReadOnlySpan<byte> tag, byte[]? associatedData);

    public abstract void Dispose();

    /// <summary>Content that nobody here has a key for.</summary>
    internal sealed class Unread : EnvelopeStream
    {
        public override void Write(ReadOnlySpan<byte> ciphertext)
        {
        }

        public override bool Finish(ReadOnlySpan<byte> tag, byte[]? associatedData) => false;

        public override void Dispose()
        {
        }
    }
}
