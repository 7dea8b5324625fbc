import java.lang.reflect.Method;
import java.nio.file.Path;
import org.elasticsearch.common.settings.KeyStoreWrapper;

/** Writes config/elasticsearch.keystore anew, as elasticsearch-keystore does. Arguments: the directory, then setting=value. */
public class LabKeystore {
    public static void main(String[] args) throws Exception {
        KeyStoreWrapper keystore = KeyStoreWrapper.create();
        Method set = KeyStoreWrapper.class.getDeclaredMethod("setString", String.class, char[].class);
        set.setAccessible(true);
        for (int i = 1; i < args.length; i++) {
            int at = args[i].indexOf('=');
            set.invoke(keystore, args[i].substring(0, at), args[i].substring(at + 1).toCharArray());
        }
        keystore.save(Path.of(args[0]), new char[0]);
    }
}
