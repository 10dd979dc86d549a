using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// AES-GCM in chunks of any size; the platform's class takes a message only whole. Bouncy Castle's mode also takes associated data that comes after
/// the content: it corrects the GHASH by the difference times H to the number of blocks.
/// </summary>
internal sealed class GcmStreamEncryptor : ContentEncryptor
{
    private readonly GcmBlockCipher _gcm;

    public GcmStreamEncryptor(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce)
    {
        _gcm = new GcmBlockCipher(AesUtilities.CreateEngine());
        _gcm.Init(forEncryption: true, new AeadParameters(new KeyParameter(cek), ContentCipher.EmittedTagSize * 8, nonce.ToArray()));
    }

    public override int TagSize => ContentCipher.EmittedTagSize;

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data) => _gcm.ProcessAadBytes(data);

    public override int MaxOutput(int inputLength) => inputLength + (2 * ContentCipher.EmittedTagSize);

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _gcm.ProcessBytes(input, output);

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        // Bouncy Castle appends the tag to what it still holds of the last block.
        Span<byte> last = stackalloc byte[2 * ContentCipher.EmittedTagSize];
        int length = _gcm.DoFinal(last) - TagSize;
        last[..length].CopyTo(output);
        last.Slice(length, TagSize).CopyTo(tag);
        return length;
    }

    /// <summary>Nothing to release: Bouncy Castle has no way to wipe its key schedule, which goes with the garbage.</summary>
    public override void Dispose()
    {
    }
}
